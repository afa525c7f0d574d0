# The public demo's assets, in a bucket that is not ours: only how it is read is.
data "aws_s3_bucket" "demo" {
  count = local.demo ? 1 : 0

  bucket = var.demo_assets_bucket_name
}

resource "aws_cloudfront_origin_access_control" "demo" {
  count = local.demo ? 1 : 0

  name                              = "flip-demo-${var.public_name}"
  description                       = "CloudFront signs what it reads of the demo"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_s3_bucket_public_access_block" "demo" {
  count = local.demo ? 1 : 0

  bucket                  = data.aws_s3_bucket.demo[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

data "aws_iam_policy_document" "demo" {
  count = local.demo ? 1 : 0

  statement {
    sid       = "ReadByTheDistribution"
    actions   = ["s3:GetObject"]
    resources = ["${data.aws_s3_bucket.demo[0].arn}/ark_demo/assets/*"]

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
}

resource "aws_s3_bucket_policy" "demo" {
  count = local.demo ? 1 : 0

  bucket = data.aws_s3_bucket.demo[0].id
  policy = data.aws_iam_policy_document.demo[0].json
}
