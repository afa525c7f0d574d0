resource "aws_secretsmanager_secret" "flip_api" {
  name                    = "FLIP_API"
  description             = "Keys of the FLIP hub: payload key, internal service key and its hash"
  kms_key_id              = aws_kms_key.app.arn
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# Write-only: the values reach AWS, and neither the plan nor the state. Terraform cannot compare them, so the
# version number says when to write again.
resource "aws_secretsmanager_secret_version" "flip_api" {
  secret_id = aws_secretsmanager_secret.flip_api.id

  secret_string_wo = jsonencode({
    aes_key                   = var.aes_key_base64
    internal_service_key      = var.internal_service_key
    internal_service_key_hash = var.internal_service_key_hash
  })
  secret_string_wo_version = var.flip_api_secret_version
}
