# The API's load balancer. Internal: only CloudFront's VPC origin reaches it.
resource "aws_lb" "api" {
  name                       = "flip-alb"
  load_balancer_type         = "application"
  internal                   = true
  subnets                    = var.private_subnet_ids
  security_groups            = [var.groups["alb"]]
  drop_invalid_header_fields = true
}

resource "aws_lb_target_group" "api" {
  name                 = "ecs-flip-api"
  vpc_id               = var.vpc_id
  target_type          = "ip"
  protocol             = "HTTP"
  port                 = 8000
  deregistration_delay = 30

  health_check {
    path     = "/api/health"
    port     = "traffic-port"
    protocol = "HTTP"
    matcher  = "200"
  }
}

resource "aws_lb_listener" "api" {
  load_balancer_arn = aws_lb.api.arn
  protocol          = "HTTPS"
  port              = 443
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-3-2021-06"
  certificate_arn   = var.certificate_arn

  default_action {
    type = "fixed-response"

    fixed_response {
      status_code  = "404"
      content_type = "text/plain"
      message_body = "Not Found"
    }
  }
}

resource "aws_lb_listener_rule" "api" {
  listener_arn = aws_lb_listener.api.arn
  priority     = 98

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }

  condition {
    path_pattern {
      values = ["/api", "/api/*"]
    }
  }
}

# CloudFront's own group exists once a VPC origin does, and its traffic carries no address of the VPC's range:
# a rule by range would not admit it.
data "aws_security_group" "cloudfront" {
  depends_on = [aws_cloudfront_vpc_origin.api]

  name   = "CloudFront-VPCOrigins-Service-SG"
  vpc_id = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "api_from_cloudfront" {
  security_group_id            = var.groups["alb"]
  description                  = "API from CloudFront"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = data.aws_security_group.cloudfront.id
}
