# The one thing that faces the internet besides CloudFront. Trusts speak mutual TLS with the FL server itself, so
# this passes TCP through, and its security group lists their addresses.
resource "aws_lb" "fl" {
  name                             = "flip-fl-server-nlb"
  load_balancer_type               = "network"
  internal                         = false
  subnets                          = var.public_subnet_ids
  security_groups                  = [var.groups["nlb"]]
  enable_cross_zone_load_balancing = true
}

resource "aws_lb_target_group" "fl" {
  # the port cannot change in place, and two groups cannot share a name: one name for each backend
  name                 = var.fl_backend == "flower" ? "ecs-fl-server-flwr-tcp" : "ecs-fl-server-tcp"
  vpc_id               = var.vpc_id
  target_type          = "ip"
  protocol             = "TCP"
  port                 = var.fl_container_port
  deregistration_delay = 30

  health_check {
    protocol            = "TCP"
    port                = "traffic-port"
    healthy_threshold   = 3
    unhealthy_threshold = 3
    interval            = 30
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "fl" {
  load_balancer_arn = aws_lb.fl.arn
  protocol          = "TCP"
  port              = var.fl_server_port

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.fl.arn
  }
}
