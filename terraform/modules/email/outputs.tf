output "sender_arn" {
  description = "ARN of the sender's identity."
  value       = aws_ses_email_identity.sender.arn
}

output "template_arns" {
  description = "ARNs of the mail templates."
  value       = [for key in sort(keys(aws_ses_template.this)) : aws_ses_template.this[key].arn]
}
