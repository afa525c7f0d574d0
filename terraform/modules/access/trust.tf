# An optional trust in this account. Ansible does everything inside it.
locals {
  kit_prefixes = ["fl-flare-participant-kits", "fl-flower-participant-kits", "vocab"]
}

resource "aws_key_pair" "trust" {
  count = var.trust_host ? 1 : 0

  key_name   = "host-aws"
  public_key = var.public_key
}

data "aws_iam_policy_document" "trust" {
  source_policy_documents = [data.aws_iam_policy_document.sessions.json]

  statement {
    actions   = ["s3:ListBucket"]
    resources = [var.aicentre_bucket_arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = flatten([for prefix in local.kit_prefixes : [prefix, "${prefix}/*"]])
    }
  }

  statement {
    actions   = ["s3:GetObject"]
    resources = [for prefix in local.kit_prefixes : "${var.aicentre_bucket_arn}/${prefix}/*"]
  }

  statement {
    actions   = ["kms:Decrypt"]
    resources = [var.key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${var.region}.amazonaws.com"]
    }
  }

  # CloudWatch's agent on the host: its log group, and the metrics of its own namespace (which have no resources)
  statement {
    actions   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = ["arn:aws:logs:${var.region}:${var.account_id}:log-group:/aws/ec2/flip-trust:*"]
  }

  statement {
    actions   = ["cloudwatch:PutMetricData"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "cloudwatch:namespace"
      values   = ["CWAgent"]
    }
  }
}

resource "aws_iam_role" "trust" {
  count = var.trust_host ? 1 : 0

  name                 = "trust-ec2-role"
  assume_role_policy   = data.aws_iam_policy_document.host_trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "trust" {
  count = var.trust_host ? 1 : 0

  name   = "sessions-kits-logs"
  role   = aws_iam_role.trust[0].id
  policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_instance_profile" "trust" {
  count = var.trust_host ? 1 : 0

  name = "trust-ec2-role-profile"
  role = aws_iam_role.trust[0].name
}

resource "aws_instance" "trust" {
  count = var.trust_host ? 1 : 0

  ami                         = local.image_id
  instance_type               = var.sizes.trust
  subnet_id                   = var.subnet_id
  vpc_security_group_ids      = [var.trust_group_id]
  associate_public_ip_address = false
  iam_instance_profile        = aws_iam_instance_profile.trust[0].name
  key_name                    = aws_key_pair.trust[0].key_name

  # two hops: containers on the host sign with its role
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 2
  }

  root_block_device {
    volume_type           = "gp3"
    volume_size           = var.sizes.trust_disk_gib
    encrypted             = true
    delete_on_termination = true
  }

  tags = { Name = "trust-host-trust" }

  lifecycle {
    # replacing the host for a newer image would lose the trust's data
    ignore_changes = [ami]
  }
}
