# Who may talk to whom, as tables: a group, and one rule per protocol, port and peer (AWS refuses duplicates, and a
# rule of many peers never converges). The two hosts stand in hosts.tf; the one rule that admits CloudFront to the
# load balancer in module.edge, because its peer exists only once CloudFront does. Nothing listens on port 22. Tags say
# which groups a rule is about, so that a first plan, which knows no ids, can be checked for rules that say the same.
locals {
  groups = {
    alb       = { name = "alb-security-group", about = "Internal load balancer of the API" }
    nlb       = { name = "flip-fl-nlb", about = "FL endpoint: trusts by address" }
    flip_api  = { name = "ecs-flip-api", about = "Tasks of flip-api" }
    fl_api    = { name = "ecs-fl-api", about = "Tasks of fl-api" }
    fl_server = { name = "ecs-fl-server", about = "Tasks of fl-server" }
    rds       = { name = "rds-security-group", about = "Database" }
    rds_proxy = { name = "rds-proxy", about = "Proxy of the database" }
    efs       = { name = "efs-mount-target", about = "Mount targets of the FL file system" }
    endpoints = { name = "vpc-endpoints", about = "Interface endpoints of AWS services" }
  }

  everywhere = "0.0.0.0/0"

  # one entry for each peer that is a range of addresses
  ingress_from_ranges = merge(
    {
      nlb_from_nat       = { group = "nlb", port = var.fl_server_port, range = "${aws_eip.nat.public_ip}/32", about = "Trust host behind the NAT gateway" }
      flip_api_from_vpc  = { group = "flip_api", port = 8000, range = var.vpc_cidr, about = "API from inside the VPC" }
      fl_api_from_vpc    = { group = "fl_api", port = var.fl_api_port, range = var.vpc_cidr, about = "fl-api from inside the VPC" }
      fl_server_from_vpc = { group = "fl_server", port = 8000, range = var.vpc_cidr, about = "Health of fl-server from inside the VPC" }
      endpoints_from_vpc = { group = "endpoints", port = 443, range = var.vpc_cidr, about = "AWS services from inside the VPC" }
    },
    {
      for address in toset([for given in var.trust_addresses : trimsuffix(given, "/32")]) :
      "nlb_from_${address}" => { group = "nlb", port = var.fl_server_port, range = "${address}/32", about = "Trust at ${address}" }
    },
  )

  # one entry for each peer that is another group
  ingress_from_groups = merge(
    {
      flip_api_from_alb     = { group = "flip_api", port = 8000, peer = "alb", about = "API from its load balancer" }
      fl_server_from_nlb    = { group = "fl_server", port = var.fl_container_port, peer = "nlb", about = "FL endpoint" }
      rds_from_proxy        = { group = "rds", port = var.db_port, peer = "rds_proxy", about = "Database from its proxy" }
      rds_proxy_from_api    = { group = "rds_proxy", port = var.db_port, peer = "flip_api", about = "Database proxy from flip-api" }
      efs_from_fl_api       = { group = "efs", port = 2049, peer = "fl_api", about = "File system from fl-api" }
      efs_from_fl_server    = { group = "efs", port = 2049, peer = "fl_server", about = "File system from fl-server" }
      fl_server_from_fl_api = { group = "fl_server", port = 8002, peer = "fl_api", about = "Port of fl-server itself from fl-api" }
    },
    var.fl_backend != "flower" ? {} : {
      fl_server_exec_from_fl_api   = { group = "fl_server", port = 9093, peer = "fl_api", about = "Flower jobs from fl-api" }
      fl_server_health_from_fl_api = { group = "fl_server", port = 9097, peer = "fl_api", about = "Flower health from fl-api" }
    },
  )

  egress_to_ranges = {
    nlb_to_vpc = { group = "nlb", port = var.fl_container_port, range = var.vpc_cidr }
    alb        = { group = "alb", port = null, range = local.everywhere }
    flip_api   = { group = "flip_api", port = null, range = local.everywhere }
    fl_api     = { group = "fl_api", port = null, range = local.everywhere }
    fl_server  = { group = "fl_server", port = null, range = local.everywhere }
    endpoints  = { group = "endpoints", port = null, range = local.everywhere }
  }
}

resource "aws_security_group" "this" {
  for_each = local.groups

  name        = each.value.name
  description = each.value.about
  vpc_id      = aws_vpc.this.id

  tags = { Name = each.value.name, FlipSG = "true" }
}

resource "aws_vpc_security_group_ingress_rule" "range" {
  for_each = local.ingress_from_ranges

  security_group_id = aws_security_group.this[each.value.group].id
  description       = each.value.about
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
  cidr_ipv4         = each.value.range

  tags = { Group = each.value.group }
}

resource "aws_vpc_security_group_ingress_rule" "group" {
  for_each = local.ingress_from_groups

  security_group_id            = aws_security_group.this[each.value.group].id
  description                  = each.value.about
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  referenced_security_group_id = aws_security_group.this[each.value.peer].id

  tags = { Group = each.value.group, Peer = each.value.peer }
}

resource "aws_vpc_security_group_ingress_rule" "database_from_bastion" {
  security_group_id            = aws_security_group.this["rds"].id
  description                  = "Database from the bastion"
  ip_protocol                  = "tcp"
  from_port                    = var.db_port
  to_port                      = var.db_port
  referenced_security_group_id = aws_security_group.bastion.id
}

resource "aws_vpc_security_group_egress_rule" "range" {
  for_each = local.egress_to_ranges

  security_group_id = aws_security_group.this[each.value.group].id
  ip_protocol       = each.value.port == null ? "-1" : "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
  cidr_ipv4         = each.value.range

  tags = { Group = each.value.group }
}

# The proxy reaches the database and nothing else. (Database and file system have no rule to leave by at all.)
resource "aws_vpc_security_group_egress_rule" "proxy_to_database" {
  security_group_id            = aws_security_group.this["rds_proxy"].id
  description                  = "The database"
  ip_protocol                  = "tcp"
  from_port                    = var.db_port
  to_port                      = var.db_port
  referenced_security_group_id = aws_security_group.this["rds"].id
}
