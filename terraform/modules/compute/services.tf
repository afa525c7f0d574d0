# The three services, and the rule for which revision each follows.
#
# Terraform owns a task definition's skeleton; a deployment of new images registers newer revisions beside it. A
# service therefore follows the newest of the two, so that an apply never rolls a deployment back. The data source
# waits for the resource: in a first apply there is no family to look up, in every later plan it is read at once.
locals {
  services = {
    flip_api = {
      name        = "flip-api"
      port        = 8000
      target      = var.target_groups.api
      group       = var.groups["flip_api"]
      grace       = 120
      size        = var.task_sizes.flip_api
      environment = local.flip_api_environment
    }
    fl_api = {
      name        = "fl-api-net-1"
      port        = var.fl.api_port
      target      = null
      group       = var.groups["fl_api"]
      grace       = null # AWS refuses a grace period without a load balancer
      size        = var.task_sizes.fl_api
      environment = local.fl_api_environment
    }
    fl_server = {
      name        = "fl-server-net-1"
      port        = var.fl.container_port
      target      = var.target_groups.fl_server
      group       = var.groups["fl_server"]
      grace       = 120
      size        = var.task_sizes.fl_server
      environment = local.fl_server_environment
    }
  }
}

data "aws_ecs_task_definition" "newest" {
  for_each   = local.services
  depends_on = [aws_ecs_task_definition.service]

  task_definition = each.value.name
}

resource "aws_ecs_service" "this" {
  for_each = local.services

  # a task that starts before its role may read what it needs fails its first pull
  depends_on = [aws_iam_role_policy.execution, aws_iam_role_policy.task]

  name    = each.value.name
  cluster = aws_ecs_cluster.this.arn
  task_definition = format("%s:%d", each.value.name, max(
    aws_ecs_task_definition.service[each.key].revision,
    data.aws_ecs_task_definition.newest[each.key].revision,
  ))
  launch_type            = "FARGATE"
  desired_count          = 1
  enable_execute_command = var.exec_enabled
  propagate_tags         = "SERVICE"

  # The new task runs before the old one stops.
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  availability_zone_rebalancing      = "DISABLED"
  health_check_grace_period_seconds  = each.value.grace

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [each.value.group]
    assign_public_ip = false
  }

  dynamic "load_balancer" {
    for_each = each.value.target == null ? [] : [each.value.target]

    content {
      target_group_arn = load_balancer.value
      container_name   = each.value.name
      container_port   = each.value.port
    }
  }

  service_registries {
    registry_arn = aws_service_discovery_service.this[each.key].arn
  }
}
