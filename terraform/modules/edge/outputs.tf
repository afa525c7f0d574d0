output "distribution_id" {
  description = "Id of the distribution."
  value       = aws_cloudfront_distribution.this.id
}

output "distribution_domain" {
  description = "CloudFront's own name of the distribution."
  value       = aws_cloudfront_distribution.this.domain_name
}

output "fl_endpoint" {
  description = "Public name of the FL endpoint."
  value       = aws_route53_record.fl.fqdn
}

output "fl_raw_endpoint" {
  description = "AWS's own name of the FL endpoint."
  value       = aws_lb.fl.dns_name
}

# A service may only register with a target group that a listener already uses.
output "api_target_group_arn" {
  description = "ARN of the API's target group, once the listener forwards to it."
  value       = aws_lb_target_group.api.arn
  depends_on  = [aws_lb_listener_rule.api]
}

output "fl_target_group_arn" {
  description = "ARN of the FL server's target group, once the listener forwards to it."
  value       = aws_lb_target_group.fl.arn
  depends_on  = [aws_lb_listener.fl]
}

output "metric_dimensions" {
  description = "How CloudWatch names the two load balancers and their target groups."
  value = {
    api       = { balancer = aws_lb.api.arn_suffix, target = aws_lb_target_group.api.arn_suffix }
    fl_server = { balancer = aws_lb.fl.arn_suffix, target = aws_lb_target_group.fl.arn_suffix }
  }
}
