variable "region" {
  description = "The hub's region."
  type        = string
}

variable "account_id" {
  description = "The AWS account."
  type        = string
}

variable "sizes" {
  description = "Instance types of both hosts, and GiB of the trust host's disk."
  type        = object({ bastion = string, trust = string, trust_disk_gib = number })
}

variable "subnet_id" {
  description = "The private subnet the hosts stand in."
  type        = string
}

variable "bastion_group_id" {
  description = "Security group of the bastion."
  type        = string
}

variable "trust_group_id" {
  description = "Security group of the trust host; null without one."
  type        = string
}

variable "trust_host" {
  description = "Whether a trust host stands in this account."
  type        = bool
}

variable "public_key" {
  description = "Text of the operator's public SSH key."
  type        = string
}

variable "image_id" {
  description = "AMI of both hosts; empty for Canonical's newest Ubuntu 24.04."
  type        = string
}

variable "aicentre_bucket_arn" {
  description = "ARN of the bucket of kits and vocabulary."
  type        = string
}

variable "key_arn" {
  description = "ARN of the application key."
  type        = string
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of roles; null for none."
  type        = string
}
