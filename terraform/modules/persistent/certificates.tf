# Both certificates are for the one public name: the load balancer's in the hub's region, the viewers' in us-east-1.
# ACM proves a name once for an account: both certificates ask for the same DNS record, so it is declared once.
data "aws_route53_zone" "public" {
  name         = var.zone_name
  private_zone = false
}

resource "aws_acm_certificate" "regional" {
  domain_name       = var.public_name
  validation_method = "DNS"

  tags = { Name = "flip-certificate" }

  lifecycle {
    create_before_destroy = true
    prevent_destroy       = true
  }
}

resource "aws_acm_certificate" "viewer" {
  provider = aws.us_east_1

  domain_name       = var.public_name
  validation_method = "DNS"

  tags = { Name = "flip-cloudfront-certificate" }

  lifecycle {
    create_before_destroy = true
    prevent_destroy       = true
  }
}

resource "aws_route53_record" "validation" {
  for_each = {
    for option in aws_acm_certificate.regional.domain_validation_options : option.domain_name => option
  }

  zone_id         = data.aws_route53_zone.public.zone_id
  name            = each.value.resource_record_name
  type            = each.value.resource_record_type
  records         = [each.value.resource_record_value]
  ttl             = 60
  allow_overwrite = true # the record may be there from an earlier certificate of the same name

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_acm_certificate_validation" "regional" {
  certificate_arn         = aws_acm_certificate.regional.arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}

# No list of records here: the wait is for the certificate to be issued, by the record above.
resource "aws_acm_certificate_validation" "viewer" {
  provider   = aws.us_east_1
  depends_on = [aws_route53_record.validation]

  certificate_arn = aws_acm_certificate.viewer.arn
}
