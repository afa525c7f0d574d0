# Buckets that CloudFront reads: this distribution may, over TLS, and nobody else through them.
data "aws_iam_policy_document" "ui" {
  statement {
    sid       = "ReadByTheDistribution"
    actions   = ["s3:GetObject"]
    resources = ["${var.ui_bucket.arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["cloudfront.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "AWS:SourceArn"
      values   = [aws_cloudfront_distribution.this.arn]
    }
  }

  statement {
    sid       = "OnlyOverTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [var.ui_bucket.arn, "${var.ui_bucket.arn}/*"]

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
}

resource "aws_s3_bucket_policy" "ui" {
  bucket = var.ui_bucket.id
  policy = data.aws_iam_policy_document.ui.json
}
