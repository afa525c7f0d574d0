output "cluster_name" {
  description = "Name of the ECS cluster."
  value       = aws_ecs_cluster.this.name
}

output "service_names" {
  description = "Names of the services."
  value       = { for key, service in aws_ecs_service.this : key => service.name }
}

output "one_shot_task_definitions" {
  description = "ARNs of the one-shot tasks a deployment starts: provision, and for Flower register_keys."
  value       = { for key, definition in aws_ecs_task_definition.one_shot : key => definition.arn }
}
