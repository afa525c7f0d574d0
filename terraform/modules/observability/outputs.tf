output "service_logs" {
  description = "Names of the services' log groups."
  value       = { for key, group in aws_cloudwatch_log_group.service : key => group.name }
}

output "alerts_topic_arn" {
  description = "ARN of the topic of alerts."
  value       = aws_sns_topic.alerts.arn
}
