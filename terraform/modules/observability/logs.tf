# The log groups of what runs; declared here so that none is made by a service with no end of retention.
locals {
  service_logs = {
    flip_api  = "/ecs/flip-api"
    fl_api    = "/ecs/fl-api-net-1"
    fl_server = "/ecs/fl-server-net-1"
  }
}

resource "aws_cloudwatch_log_group" "service" {
  for_each = local.service_logs

  name              = each.value
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_log_group" "trust" {
  count = var.trust_host ? 1 : 0

  name              = "/aws/ec2/flip-trust"
  retention_in_days = var.log_retention_days
}
