# module.network alone: what a trust's address and the FL backend open, and nothing else.
variables {
  region              = "eu-west-2"
  vpc_name            = "flip-vpc"
  vpc_cidr            = "10.0.0.0/16"
  public_subnets      = ["10.0.1.0/24", "10.0.2.0/24"]
  private_subnets     = ["10.0.101.0/24", "10.0.102.0/24"]
  interface_endpoints = ["secretsmanager", "ssm", "logs"]
  db_port             = 5432
  fl_api_port         = 8000
  fl_server_port      = 8002
  fl_backend          = "nvflare"
  fl_container_port   = 8002
  trust_addresses     = ["198.51.100.10", "198.51.100.10/32", "203.0.113.7"]
  trust_host          = true
}

run "one_rule_for_each_trust" {
  command = plan
  module { source = "./modules/network" }

  assert {
    condition = sort([
      for rule in values(aws_vpc_security_group_ingress_rule.range) : rule.cidr_ipv4
      if rule.from_port == 8002 && can(regex("^Trust at", rule.description))
    ]) == tolist(["198.51.100.10/32", "203.0.113.7/32"])
    error_message = "A trust is missing at the FL endpoint, or stands there twice."
  }

  assert {
    condition     = length(aws_security_group.bastion.ingress) == 0 && length(aws_security_group.trust[0].ingress) == 0
    error_message = "A host lets something in."
  }

  assert {
    condition     = !anytrue([for subnet in aws_subnet.public : coalesce(subnet.map_public_ip_on_launch, false)])
    error_message = "What stands in a public subnet would get a public address by itself."
  }
}

run "flower_opens_its_two_ports_to_fl_api_alone" {
  command = plan
  module { source = "./modules/network" }
  variables {
    fl_backend        = "flower"
    fl_container_port = 9092
    trust_host        = false
  }

  assert {
    condition = sort([
      for key, rule in aws_vpc_security_group_ingress_rule.group : tostring(rule.from_port) if endswith(key, "_from_fl_api")
    ]) == tolist(["2049", "8002", "9093", "9097"])
    error_message = "fl-api cannot reach Flower, or something else can."
  }

  assert {
    condition     = length(aws_security_group.trust) == 0
    error_message = "A group of a trust host that is not there."
  }
}

run "endpoints_are_an_input" {
  command = plan
  module { source = "./modules/network" }
  variables {
    interface_endpoints = []
  }

  assert {
    condition     = length(aws_vpc_endpoint.interface) == 0 && aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway"
    error_message = "Interface endpoints cannot be left out, or the gateway endpoint of S3 went with them."
  }
}
