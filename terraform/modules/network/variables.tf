variable "region" {
  description = "The hub's region; part of the endpoints' service names."
  type        = string
}

variable "vpc_name" {
  description = "Name tag of the VPC."
  type        = string
}

variable "vpc_cidr" {
  description = "Address range of the VPC."
  type        = string
}

variable "public_subnets" {
  description = "Ranges of the two public subnets."
  type        = list(string)
}

variable "private_subnets" {
  description = "Ranges of the two private subnets."
  type        = list(string)
}

variable "interface_endpoints" {
  description = "AWS services that are reached inside the VPC rather than through the NAT gateway."
  type        = list(string)
}

variable "db_port" {
  description = "Port of PostgreSQL and of its proxy."
  type        = number
}

variable "fl_api_port" {
  description = "Port of fl-api."
  type        = number
}

variable "fl_server_port" {
  description = "Port on which trusts reach the FL server."
  type        = number
}

variable "fl_backend" {
  description = "nvflare or flower."
  type        = string
}

variable "fl_container_port" {
  description = "Port of the FL server's container."
  type        = number
}

variable "trust_addresses" {
  description = "Public IPv4 addresses of trusts outside this account."
  type        = list(string)
}

variable "trust_host" {
  description = "Whether a trust host stands in this account."
  type        = bool
}
