variable "vpc_name" {
  description = "Name tag of the VPC."
  type        = string
  default     = "flip-vpc"

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$", var.vpc_name))
    error_message = "vpc_name must be letters, digits, dots, dashes and underscores."
  }
}

variable "vpc_cidr" {
  description = "Address range of the VPC."
  type        = string
  default     = "10.0.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.vpc_cidr))
    error_message = "vpc_cidr must be an IPv4 range, for example 10.0.0.0/16."
  }
}

variable "public_subnets" {
  description = "Address ranges of the public subnets, one for each of two availability zones."
  type        = list(string)
  default     = ["10.0.1.0/24", "10.0.2.0/24"]

  validation {
    condition     = length(var.public_subnets) == 2 && alltrue([for range in var.public_subnets : can(cidrnetmask(range))])
    error_message = "public_subnets must be two IPv4 ranges."
  }
}

variable "private_subnets" {
  description = "Address ranges of the private subnets, one for each of two availability zones."
  type        = list(string)
  default     = ["10.0.101.0/24", "10.0.102.0/24"]

  validation {
    condition     = length(var.private_subnets) == 2 && alltrue([for range in var.private_subnets : can(cidrnetmask(range))])
    error_message = "private_subnets must be two IPv4 ranges."
  }
}

variable "local_trust_public_ips" {
  description = "Public IPv4 addresses of trusts on their own premises. Each may reach the FL endpoint; nobody else may."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for ip in var.local_trust_public_ips : can(cidrnetmask("${trimsuffix(ip, "/32")}/32"))])
    error_message = "local_trust_public_ips must be a list of single IPv4 addresses; a range is not accepted."
  }
}

variable "k8s_trust_public_ips" {
  description = "Public IPv4 addresses of trusts that run in Kubernetes. Each may reach the FL endpoint."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for ip in var.k8s_trust_public_ips : can(cidrnetmask("${trimsuffix(ip, "/32")}/32"))])
    error_message = "k8s_trust_public_ips must be a list of single IPv4 addresses; a range is not accepted."
  }
}

variable "deploy_trust_ec2" {
  description = "Whether a trust host stands in this account. Switching to false destroys the host and its data."
  type        = bool
  default     = false
}

variable "ec2_public_key" {
  description = "Text of the operator's public SSH key (the file ~/.ssh/host-aws.pub), installed on the EC2 hosts."
  type        = string

  validation {
    condition     = can(regex("^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp256) [A-Za-z0-9+/=]+", var.ec2_public_key))
    error_message = "ec2_public_key must be the text of a public key, beginning with ssh-ed25519, ssh-rsa or ecdsa-sha2-nistp256."
  }
}

variable "host_image_id" {
  description = "AMI of the EC2 hosts; empty for Canonical's newest Ubuntu 24.04."
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^(ami-[0-9a-f]{8,17})?$", var.host_image_id))
    error_message = "host_image_id must be an AMI id such as ami-0123456789abcdef0, or empty."
  }
}

variable "interface_endpoints" {
  description = "AWS services that are reached inside the VPC rather than through the NAT gateway. Each costs about as much as a small host; empty for none."
  type        = list(string)
  default     = ["secretsmanager", "ssm", "logs"]

  validation {
    condition     = alltrue([for service in var.interface_endpoints : can(regex("^[a-z0-9][a-z0-9.-]*$", service))])
    error_message = "interface_endpoints must be names of AWS services as endpoints have them, for example secretsmanager or ecr.api."
  }
}
