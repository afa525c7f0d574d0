# The hub's five buckets as a table, and what all of them share. The policy of the UI bucket names the distribution
# and therefore lives in module.edge.
locals {
  ui_origin = "https://${var.public_name}"

  buckets = {
    uploads = {
      name        = var.bucket_names.uploads
      customer    = true
      cors        = ["GET", "POST"]
      mfa_delete  = true
      expire_days = var.retention_days.replaced_uploads
    }
    results = {
      name        = var.bucket_names.results
      customer    = true
      cors        = ["GET"]
      mfa_delete  = true
      expire_days = null
    }
    bundles = {
      name        = var.bucket_names.bundles
      customer    = true
      cors        = []
      mfa_delete  = false
      expire_days = null
    }
    aicentre = {
      name        = var.bucket_names.aicentre
      customer    = true
      cors        = ["GET", "PUT"]
      mfa_delete  = false
      expire_days = null
    }
    ui = {
      name        = var.bucket_names.ui
      customer    = false # CloudFront would need a grant on the key to read public files
      cors        = []
      mfa_delete  = false
      expire_days = 90
    }
  }
}

resource "aws_s3_bucket" "this" {
  for_each = local.buckets

  bucket = each.value.name

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = local.buckets

  bucket                  = aws_s3_bucket.this[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    bucket_key_enabled = each.value.customer

    apply_server_side_encryption_by_default {
      sse_algorithm     = each.value.customer ? "aws:kms" : "AES256"
      kms_master_key_id = each.value.customer ? aws_kms_key.app.arn : null
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = local.buckets

  # versions can only expire where there are versions
  depends_on = [aws_s3_bucket_versioning.this]

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    id     = "abandoned-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  dynamic "rule" {
    for_each = each.value.expire_days == null ? [] : [each.value.expire_days]

    content {
      id     = "replaced-versions"
      status = "Enabled"

      filter {}

      noncurrent_version_expiration {
        noncurrent_days = rule.value
      }
    }
  }
}

resource "aws_s3_bucket_cors_configuration" "this" {
  for_each = { for key, bucket in local.buckets : key => bucket if length(bucket.cors) > 0 }

  bucket = aws_s3_bucket.this[each.key].id

  cors_rule {
    allowed_headers = ["*"]
    allowed_methods = each.value.cors
    allowed_origins = [local.ui_origin]
    expose_headers  = ["ETag"]
    max_age_seconds = 3000
  }
}

resource "aws_s3_bucket_logging" "this" {
  for_each = local.buckets

  # S3 refuses the setting while the target does not let it write
  depends_on = [aws_s3_bucket_policy.access_logs]

  bucket        = aws_s3_bucket.this[each.key].id
  target_bucket = aws_s3_bucket.access_logs.id
  target_prefix = "${each.value.name}/"
}

data "aws_iam_policy_document" "bucket" {
  for_each = { for key, bucket in local.buckets : key => bucket if key != "ui" }

  statement {
    sid       = "OnlyOverTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.this[each.key].arn, "${aws_s3_bucket.this[each.key].arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  dynamic "statement" {
    for_each = each.value.mfa_delete ? ["versions"] : []

    content {
      sid       = "VersionsGoOnlyWithMfa"
      effect    = "Deny"
      actions   = ["s3:DeleteObjectVersion"]
      resources = ["${aws_s3_bucket.this[each.key].arn}/*"]

      principals {
        type        = "*"
        identifiers = ["*"]
      }

      # IfExists: a caller without any MFA context (an access key) is denied too
      condition {
        test     = "BoolIfExists"
        variable = "aws:MultiFactorAuthPresent"
        values   = ["false"]
      }
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  for_each = data.aws_iam_policy_document.bucket

  # the block of public policies is evaluated against the policy; setting both at once is refused now and then
  depends_on = [aws_s3_bucket_public_access_block.this]

  bucket = aws_s3_bucket.this[each.key].id
  policy = each.value.json
}
