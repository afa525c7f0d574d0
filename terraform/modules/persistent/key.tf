# The key of the application's buckets and secret. Losing it loses their contents.
resource "aws_kms_key" "app" {
  description             = "FLIP: application buckets and the secret FLIP_API"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "app" {
  name          = "alias/flip-app-key"
  target_key_id = aws_kms_key.app.key_id

  lifecycle {
    prevent_destroy = true
  }
}
