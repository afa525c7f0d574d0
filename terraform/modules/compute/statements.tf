locals {
  # Without these four every shell by ECS Exec fails, as if the target did not exist. They have no resources, and
  # nobody needs them while ECS Exec is off.
  sessions = !var.exec_enabled ? [] : [{
    actions = [
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ]
    resources = ["*"]
    when      = null
  }]

  key_actions = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext"]

  pool_actions = [
    "cognito-idp:AdminCreateUser",
    "cognito-idp:AdminDeleteUser",
    "cognito-idp:AdminDisableUser",
    "cognito-idp:AdminEnableUser",
    "cognito-idp:AdminGetUser",
    "cognito-idp:AdminInitiateAuth",
    "cognito-idp:AdminRespondToAuthChallenge",
    "cognito-idp:AdminSetUserMFAPreference",
    "cognito-idp:AdminSetUserPassword",
    "cognito-idp:AdminUserGlobalSignOut",
    "cognito-idp:DescribeUserPool",
    "cognito-idp:DescribeUserPoolClient",
    "cognito-idp:ListUsers",
  ]

  data_buckets = [for key in ["aicentre", "bundles", "results", "uploads"] : var.buckets[key].arn]

  # Statements by role, as a list of {actions, resources, test}; the documents below only write them out.
  statements = {
    flip_api = concat(local.sessions, [
      { actions = ["secretsmanager:GetSecretValue"], resources = [var.secret_arn], when = null },
      {
        actions   = ["rds-db:connect"]
        resources = ["arn:aws:rds-db:${var.region}:${var.account_id}:dbuser:${var.database.proxy_id}/${var.database.user}"]
        when      = null
      },
      { actions = local.pool_actions, resources = [var.user_pool.arn], when = null },
      {
        actions   = ["ses:SendEmail", "ses:SendRawEmail", "ses:SendTemplatedEmail"]
        resources = concat([var.sender.arn], var.sender.template_arns)
        when      = null
      },
      {
        actions   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        resources = [for arn in local.data_buckets : "${arn}/*"]
        when      = null
      },
      { actions = ["s3:GetBucketLocation", "s3:ListBucket"], resources = local.data_buckets, when = null },
      { actions = local.key_actions, resources = [var.key_arn], when = null },
      {
        actions   = ["ssm:DeleteParameter", "ssm:PutParameter"]
        resources = ["arn:aws:ssm:${var.region}:${var.account_id}:parameter/flip/trust-kits/ephemeral/*"]
        when      = null
      },
      { actions = ["ssm:GetParameter"], resources = [var.slot_names_parameter_arn], when = null },
    ])

    fl_api = local.sessions

    fl_server = concat(local.sessions, [
      {
        actions   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        resources = ["${var.buckets["results"].arn}/*"]
        when      = null
      },
      { actions = ["s3:GetBucketLocation", "s3:ListBucket"], resources = [var.buckets["results"].arn], when = null },
      { actions = local.key_actions, resources = [var.key_arn], when = null },
    ])

    # The one-shot that copies kits reads kits, which fl-server itself therefore need not.
    provision = [
      { actions = ["s3:GetObject"], resources = ["${var.buckets["aicentre"].arn}/${var.fl.kit_prefix}/*"], when = null },
      {
        actions   = ["s3:ListBucket"]
        resources = [var.buckets["aicentre"].arn]
        when      = { variable = "s3:prefix", values = ["${var.fl.kit_prefix}/*"] }
      },
      { actions = ["kms:Decrypt"], resources = [var.key_arn], when = null },
    ]

    keys = []
  }
}

data "aws_iam_policy_document" "execution" {
  for_each = local.execution_roles

  statement {
    sid       = "WriteItsLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = [local.log_group_arns[each.value.log]]
  }

  # Only fl-server's task is handed a secret when it starts.
  dynamic "statement" {
    for_each = each.key == "fl_server" ? ["secret"] : []

    content {
      sid       = "HandOverTheInternalKey"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = [var.secret_arn]
    }
  }

  dynamic "statement" {
    for_each = each.key == "fl_server" ? ["key"] : []

    content {
      sid       = "DecryptTheSecret"
      actions   = ["kms:Decrypt"]
      resources = [var.key_arn]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["secretsmanager.${var.region}.amazonaws.com"]
      }
    }
  }
}

data "aws_iam_policy_document" "task" {
  for_each = local.task_roles

  dynamic "statement" {
    for_each = local.statements[each.key]

    content {
      actions   = statement.value.actions
      resources = statement.value.resources

      dynamic "condition" {
        for_each = statement.value.when == null ? [] : [statement.value.when]

        content {
          test     = "StringLike"
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }

  dynamic "statement" {
    for_each = length(local.mountable[each.key].all) > 0 ? ["mount"] : []

    content {
      sid       = "MountItsFolders"
      actions   = ["elasticfilesystem:ClientMount"]
      resources = [var.file_system.arn]

      condition {
        test     = "StringEquals"
        variable = "elasticfilesystem:AccessPointArn"
        values   = sort([for point in local.mountable[each.key].all : var.file_system.points[point].arn])
      }
    }
  }

  dynamic "statement" {
    for_each = length(local.mountable[each.key].writable) > 0 ? ["write"] : []

    content {
      sid       = "WriteItsFolders"
      actions   = ["elasticfilesystem:ClientWrite"]
      resources = [var.file_system.arn]

      condition {
        test     = "StringEquals"
        variable = "elasticfilesystem:AccessPointArn"
        values   = sort([for point in local.mountable[each.key].writable : var.file_system.points[point].arn])
      }
    }
  }
}
