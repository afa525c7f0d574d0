# Two roles a service: the one with which ECS starts its task, and the one the container itself holds. Their
# statements are in statements.tf.
locals {
  log_group_arns = {
    for key, name in var.log_groups : key => "arn:aws:logs:${var.region}:${var.account_id}:log-group:${name}:*"
  }

  # The one-shot tasks log beside fl-server, for which they work.
  execution_roles = {
    flip_api  = { name = "ecs-flip-api-execution-role", log = "flip_api" }
    fl_api    = { name = "ecs-fl-api-execution-role", log = "fl_api" }
    fl_server = { name = "ecs-fl-server-execution-role", log = "fl_server" }
    one_shot  = { name = "ecs-one-shot-execution-role", log = "fl_server" }
  }

  task_roles = merge(
    {
      flip_api  = "ecs-flip-api-task-role"
      fl_api    = "ecs-fl-api-task-role"
      fl_server = "ecs-fl-server-task-role"
      provision = "ecs-efs-provision-task-role"
    },
    local.flower ? { keys = "ecs-register-keys-task-role" } : {},
  )
}

data "aws_iam_policy_document" "tasks_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    # only tasks of this account: the service alone is shared by all of AWS
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}

resource "aws_iam_role" "execution" {
  for_each = local.execution_roles

  name                 = each.value.name
  assume_role_policy   = data.aws_iam_policy_document.tasks_trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "execution" {
  for_each = local.execution_roles

  name   = "start-the-task"
  role   = aws_iam_role.execution[each.key].id
  policy = data.aws_iam_policy_document.execution[each.key].json
}

resource "aws_iam_role" "task" {
  for_each = local.task_roles

  name                 = each.value
  assume_role_policy   = data.aws_iam_policy_document.tasks_trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "task" {
  for_each = local.task_roles

  name   = "what-the-container-does"
  role   = aws_iam_role.task[each.key].id
  policy = data.aws_iam_policy_document.task[each.key].json
}
