locals {
  dashed = replace(var.public_name, ".", "-")
  demo   = var.demo_assets_bucket_name != ""

  origin_ui   = "ui"
  origin_api  = "api"
  origin_demo = "demo-assets"

  # Managed policies of AWS: their ids are the same in every account.
  caching_disabled  = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
  caching_optimized = "658327ea-f89d-4fab-a63d-7e88639e58f6"
}

resource "aws_cloudfront_origin_access_control" "ui" {
  name                              = "flip-ui-${var.public_name}"
  description                       = "CloudFront signs what it reads of the UI"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_vpc_origin" "api" {
  vpc_origin_endpoint_config {
    name                   = "flip-api-vpc-origin-${local.dashed}"
    arn                    = aws_lb.api.arn
    http_port              = 80
    https_port             = 443
    origin_protocol_policy = "https-only"

    origin_ssl_protocols {
      items    = ["TLSv1.2"]
      quantity = 1
    }
  }
}

# Everything a viewer sends except the internal service key: the API needs Authorization, and AWS refuses to list
# that header by name in an origin request policy, so the list is of what stays behind.
resource "aws_cloudfront_origin_request_policy" "api" {
  name    = "flip-api-${local.dashed}"
  comment = "All of the viewer's headers but the hub's internal one"

  headers_config {
    header_behavior = "allExcept"

    headers {
      items = [var.internal_key_header]
    }
  }

  cookies_config {
    cookie_behavior = "none"
  }

  query_strings_config {
    query_string_behavior = "all"
  }
}

resource "aws_cloudfront_distribution" "this" {
  enabled             = true
  is_ipv6_enabled     = true
  http_version        = "http2"
  price_class         = "PriceClass_100"
  comment             = "FLIP ${var.public_name}"
  aliases             = [var.public_name]
  default_root_object = "index.html"
  web_acl_id          = aws_wafv2_web_acl.this.arn

  origin {
    origin_id                = local.origin_ui
    domain_name              = var.ui_bucket.host
    origin_access_control_id = aws_cloudfront_origin_access_control.ui.id
  }

  # The origin is called by the public name so that Host and SNI match the load balancer's certificate.
  origin {
    origin_id   = local.origin_api
    domain_name = var.public_name

    vpc_origin_config {
      vpc_origin_id = aws_cloudfront_vpc_origin.api.id
    }
  }

  dynamic "origin" {
    for_each = local.demo ? [data.aws_s3_bucket.demo[0]] : []

    content {
      origin_id                = local.origin_demo
      domain_name              = origin.value.bucket_regional_domain_name
      origin_access_control_id = aws_cloudfront_origin_access_control.demo[0].id
    }
  }

  # No custom error pages: they would turn the API's errors into the UI. The function does the UI's routing.
  default_cache_behavior {
    target_origin_id           = local.origin_ui
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    viewer_protocol_policy     = "redirect-to-https"
    compress                   = true
    cache_policy_id            = local.caching_optimized
    response_headers_policy_id = aws_cloudfront_response_headers_policy.ui.id

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.rewrite.arn
    }
  }

  ordered_cache_behavior {
    path_pattern               = "/api/*"
    target_origin_id           = local.origin_api
    allowed_methods            = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    cached_methods             = ["GET", "HEAD"]
    viewer_protocol_policy     = "https-only"
    compress                   = false
    cache_policy_id            = local.caching_disabled
    origin_request_policy_id   = var.api_origin_request_policy_id == "" ? aws_cloudfront_origin_request_policy.api.id : var.api_origin_request_policy_id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.api.id
  }

  # The demo's assets come before the demo, whose pattern covers them.
  dynamic "ordered_cache_behavior" {
    for_each = local.demo ? ["/ark_demo/assets/*"] : []

    content {
      path_pattern               = ordered_cache_behavior.value
      target_origin_id           = local.origin_demo
      allowed_methods            = ["GET", "HEAD"]
      cached_methods             = ["GET", "HEAD"]
      viewer_protocol_policy     = "redirect-to-https"
      compress                   = true
      cache_policy_id            = local.caching_optimized
      response_headers_policy_id = aws_cloudfront_response_headers_policy.api.id
    }
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.demo ? ["/ark_demo/*"] : []

    content {
      path_pattern               = ordered_cache_behavior.value
      target_origin_id           = local.origin_ui
      allowed_methods            = ["GET", "HEAD"]
      cached_methods             = ["GET", "HEAD"]
      viewer_protocol_policy     = "redirect-to-https"
      compress                   = true
      cache_policy_id            = local.caching_optimized
      response_headers_policy_id = aws_cloudfront_response_headers_policy.demo[0].id

      function_association {
        event_type   = "viewer-request"
        function_arn = aws_cloudfront_function.rewrite.arn
      }
    }
  }

  viewer_certificate {
    acm_certificate_arn      = var.viewer_certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  logging_config {
    bucket          = var.logs_bucket_host
    prefix          = "standard-logs/"
    include_cookies = false
  }
}
