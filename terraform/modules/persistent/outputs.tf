output "zone_id" {
  description = "Id of the public hosted zone."
  value       = data.aws_route53_zone.public.zone_id
}

output "ui_origin" {
  description = "Origin of the UI, as a browser names it."
  value       = local.ui_origin
}

output "key_arn" {
  description = "ARN of the application key."
  value       = aws_kms_key.app.arn
}

output "secret_arn" {
  description = "ARN of FLIP_API."
  value       = aws_secretsmanager_secret.flip_api.arn
}

output "buckets" {
  description = "The five buckets by what they hold: id, ARN and regional host name."
  value = {
    for key, bucket in aws_s3_bucket.this : key => {
      id   = bucket.id
      arn  = bucket.arn
      host = bucket.bucket_regional_domain_name
    }
  }
}

output "cloudfront_logs_host" {
  description = "Host name of the bucket of CloudFront's logs, once CloudFront may write there."
  value       = aws_s3_bucket.cloudfront_logs.bucket_domain_name
  depends_on  = [aws_s3_bucket_acl.cloudfront_logs]
}

output "certificate_arn" {
  description = "ARN of the load balancer's certificate, once issued."
  value       = aws_acm_certificate_validation.regional.certificate_arn
}

output "viewer_certificate_arn" {
  description = "ARN of CloudFront's certificate, once issued."
  value       = aws_acm_certificate_validation.viewer.certificate_arn
}

output "user_pool_id" {
  description = "Id of the Cognito user pool."
  value       = aws_cognito_user_pool.this.id
}

output "user_pool_arn" {
  description = "ARN of the Cognito user pool."
  value       = aws_cognito_user_pool.this.arn
}

output "user_pool_client_id" {
  description = "Id of the Cognito client."
  value       = aws_cognito_user_pool_client.this.id
}

output "user_pool_domain" {
  description = "Prefix of the sign-in domain."
  value       = aws_cognito_user_pool_domain.this.domain
}
