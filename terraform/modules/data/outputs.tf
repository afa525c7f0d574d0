output "db_identifier" {
  description = "Identifier of the database."
  value       = aws_db_instance.this.identifier
}

output "db_endpoint" {
  description = "Host name of the database."
  value       = aws_db_instance.this.address
}

output "db_secret_arn" {
  description = "ARN of the secret in which RDS keeps the master password."
  value       = aws_db_instance.this.master_user_secret[0].secret_arn
}

output "db_proxy_endpoint" {
  description = "Host name of the proxy, once the database stands behind it."
  value       = aws_db_proxy.this.endpoint
  depends_on  = [aws_db_proxy_target.this]
}

output "db_proxy_resource_id" {
  description = "The proxy's resource id, as IAM names it in rds-db:connect."
  value       = reverse(split(":", aws_db_proxy.this.arn))[0]
}

output "file_system_id" {
  description = "Id of the FL file system, once every zone can mount it."
  value       = aws_efs_file_system.this.id
  depends_on  = [aws_efs_mount_target.this]
}

output "file_system_arn" {
  description = "ARN of the FL file system."
  value       = aws_efs_file_system.this.arn
}

output "access_points" {
  description = "Access points by folder: id and ARN."
  value       = { for key, point in aws_efs_access_point.this : key => { id = point.id, arn = point.arn } }
}

output "parameter_arns" {
  description = "ARNs of the parameters by name below /flip/."
  value       = { for key, parameter in aws_ssm_parameter.this : key => parameter.arn }
}
