data "aws_availability_zones" "this" {
  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  zones = slice(data.aws_availability_zones.this.names, 0, 2)
}

resource "aws_vpc" "this" {
  cidr_block           = var.vpc_cidr
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = var.vpc_name }
}

# Containers and hosts find each other by their short names.
resource "aws_vpc_dhcp_options" "this" {
  domain_name         = "flip.local"
  domain_name_servers = ["AmazonProvidedDNS"]

  tags = { Name = var.vpc_name }
}

resource "aws_vpc_dhcp_options_association" "this" {
  vpc_id          = aws_vpc.this.id
  dhcp_options_id = aws_vpc_dhcp_options.this.id
}

# Nothing uses the VPC's default group; adopted with no rules it cannot be used by mistake.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id

  ingress = []
  egress  = []

  tags = { Name = "flip-unused-default", FlipSG = "true" }
}

resource "aws_subnet" "public" {
  count = 2

  vpc_id            = aws_vpc.this.id
  availability_zone = local.zones[count.index]
  cidr_block        = var.public_subnets[count.index]

  tags = { Name = "${var.vpc_name}-public-${local.zones[count.index]}" }
}

resource "aws_subnet" "private" {
  count = 2

  vpc_id            = aws_vpc.this.id
  availability_zone = local.zones[count.index]
  cidr_block        = var.private_subnets[count.index]

  tags = { Name = "${var.vpc_name}-private-${local.zones[count.index]}" }
}
