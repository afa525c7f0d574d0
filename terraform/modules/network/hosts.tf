# Groups of the two EC2 hosts. Their rules are inline on purpose: nothing else adds any, and an explicitly empty
# ingress makes every plan show a port that somebody opened by hand. Both are reached through SSM only.
resource "aws_security_group" "bastion" {
  name        = "ec2-security-group"
  description = "Bastion: nothing comes in"
  vpc_id      = aws_vpc.this.id

  ingress = []

  egress {
    description = "Everywhere"
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }

  tags = { Name = "ec2-security-group", FlipSG = "true" }
}

data "aws_ec2_managed_prefix_list" "s3" {
  count = var.trust_host ? 1 : 0

  name = "com.amazonaws.${var.region}.s3"
}

# A trust host may load packages, images and kits, reach the FL endpoint, and ask the VPC's own resolver: no other
# name server, so that names cannot carry data out.
resource "aws_security_group" "trust" {
  count = var.trust_host ? 1 : 0

  name        = "trust-security-group"
  description = "Trust host: nothing comes in, little goes out"
  vpc_id      = aws_vpc.this.id

  ingress = []

  dynamic "egress" {
    for_each = {
      https = { protocol = "tcp", port = 443, about = "HTTPS" }
      http  = { protocol = "tcp", port = 80, about = "Package mirrors" }
      fl    = { protocol = "tcp", port = var.fl_server_port, about = "FL endpoint" }
    }

    content {
      description = egress.value.about
      protocol    = egress.value.protocol
      from_port   = egress.value.port
      to_port     = egress.value.port
      cidr_blocks = ["0.0.0.0/0"]
    }
  }

  dynamic "egress" {
    for_each = toset(["tcp", "udp"])

    content {
      description = "Resolver of the VPC over ${egress.key}"
      protocol    = egress.key
      from_port   = 53
      to_port     = 53
      cidr_blocks = ["${cidrhost(var.vpc_cidr, 2)}/32"]
    }
  }

  egress {
    description     = "S3"
    protocol        = "tcp"
    from_port       = 443
    to_port         = 443
    prefix_list_ids = [data.aws_ec2_managed_prefix_list.s3[0].id]
  }

  egress {
    description     = "AWS services inside the VPC"
    protocol        = "tcp"
    from_port       = 443
    to_port         = 443
    security_groups = [aws_security_group.this["endpoints"].id]
  }

  tags = { Name = "trust-security-group", FlipSG = "true" }
}
