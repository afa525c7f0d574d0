output "bastion_id" {
  description = "Instance id of the bastion."
  value       = aws_instance.bastion.id
}

output "trust_id" {
  description = "Instance id of the trust host; empty without one."
  value       = var.trust_host ? aws_instance.trust[0].id : ""
}
