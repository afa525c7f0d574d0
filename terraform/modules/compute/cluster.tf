resource "aws_ecs_cluster" "this" {
  name = "flip-cluster"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

# Containers call each other by name: flip-api.flip.local and so on.
resource "aws_service_discovery_private_dns_namespace" "this" {
  name        = "flip.local"
  description = "Services of the FLIP hub"
  vpc         = var.vpc_id
}

resource "aws_service_discovery_service" "this" {
  for_each = local.services

  name          = each.value.name
  force_destroy = true # an instance that ECS left behind must not block a destroy

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.this.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 60
    }
  }

  health_check_custom_config {
    failure_threshold = 1
  }
}
