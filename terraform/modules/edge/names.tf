# Public names of what may be destroyed and made again; the names' proofs and the zone outlive them elsewhere.
resource "aws_route53_record" "public" {
  zone_id = var.zone_id
  name    = var.public_name
  type    = "A"

  alias {
    name                   = aws_cloudfront_distribution.this.domain_name
    zone_id                = aws_cloudfront_distribution.this.hosted_zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53_record" "fl" {
  zone_id = var.zone_id
  name    = var.fl_name
  type    = "A"

  alias {
    name                   = aws_lb.fl.dns_name
    zone_id                = aws_lb.fl.zone_id
    evaluate_target_health = true
  }
}
