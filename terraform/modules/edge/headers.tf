# What a browser is told about every answer, and what the two single-page applications may do.
resource "aws_cloudfront_function" "rewrite" {
  name    = "flip-ui-spa-rewrite-${local.dashed}"
  runtime = "cloudfront-js-2.0"
  comment = "Paths that are no files are pages of the application"
  publish = true
  code    = file("${path.module}/functions/rewrite.js")
}

locals {
  # style-src needs unsafe-inline for the code editor; scripts have no exception
  ui_policy = join("; ", [
    "default-src 'self'",
    join(" ", [
      "connect-src 'self'",
      "https://cognito-idp.${var.region}.amazonaws.com",
      "https://cognito-identity.${var.region}.amazonaws.com",
      "https://s3.${var.region}.amazonaws.com",
    ]),
    "img-src 'self' data:",
    "style-src 'self' 'unsafe-inline'",
    "script-src 'self'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ])

  demo_policy = join("; ", [
    "default-src 'self'",
    "connect-src 'none'",
    "img-src 'self' data:",
    "style-src 'self'",
    "script-src 'self'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ])
}

resource "aws_cloudfront_response_headers_policy" "ui" {
  name = "flip-ui-${local.dashed}"

  security_headers_config {
    content_security_policy {
      content_security_policy = local.ui_policy
      override                = true
    }

    content_type_options {
      override = true
    }

    frame_options {
      frame_option = "DENY"
      override     = true
    }

    referrer_policy {
      referrer_policy = "strict-origin-when-cross-origin"
      override        = true
    }

    strict_transport_security {
      access_control_max_age_sec = 31536000
      include_subdomains         = true
      preload                    = false
      override                   = true
    }
  }
}

# For answers that are not pages: the API, and files of the demo.
resource "aws_cloudfront_response_headers_policy" "api" {
  name = "flip-api-${local.dashed}"

  security_headers_config {
    content_type_options {
      override = true
    }

    frame_options {
      frame_option = "DENY"
      override     = true
    }

    referrer_policy {
      referrer_policy = "strict-origin-when-cross-origin"
      override        = true
    }

    strict_transport_security {
      access_control_max_age_sec = 31536000
      include_subdomains         = true
      preload                    = false
      override                   = true
    }
  }
}

resource "aws_cloudfront_response_headers_policy" "demo" {
  count = local.demo ? 1 : 0

  name = "flip-demo-${local.dashed}"

  security_headers_config {
    content_security_policy {
      content_security_policy = local.demo_policy
      override                = true
    }

    content_type_options {
      override = true
    }

    frame_options {
      frame_option = "DENY"
      override     = true
    }

    referrer_policy {
      referrer_policy = "strict-origin-when-cross-origin"
      override        = true
    }

    strict_transport_security {
      access_control_max_age_sec = 31536000
      include_subdomains         = true
      preload                    = false
      override                   = true
    }
  }
}
