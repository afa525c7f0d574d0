variable "region" {
  description = "The hub's region; part of the hosts the UI may call."
  type        = string
}

variable "vpc_id" {
  description = "Id of the VPC."
  type        = string
}

variable "public_subnet_ids" {
  description = "Where the FL endpoint stands."
  type        = list(string)
}

variable "private_subnet_ids" {
  description = "Where the API's load balancer stands."
  type        = list(string)
}

variable "groups" {
  description = "Security group ids by service."
  type        = map(string)
}

variable "public_name" {
  description = "Public name of UI and API."
  type        = string
}

variable "fl_name" {
  description = "Public name of the FL endpoint."
  type        = string
}

variable "zone_id" {
  description = "Id of the public hosted zone."
  type        = string
}

variable "certificate_arn" {
  description = "The load balancer's certificate, issued."
  type        = string
}

variable "viewer_certificate_arn" {
  description = "CloudFront's certificate, issued."
  type        = string
}

variable "ui_bucket" {
  description = "The UI's bucket."
  type = object({
    id   = string
    arn  = string
    host = string
  })
}

variable "demo_assets_bucket_name" {
  description = "Bucket of the public demo's assets; empty for no demo."
  type        = string
}

variable "logs_bucket_host" {
  description = "Host name of the bucket of CloudFront's logs."
  type        = string
}

variable "fl_backend" {
  description = "nvflare or flower."
  type        = string
}

variable "fl_server_port" {
  description = "Port on which trusts reach the FL server."
  type        = number
}

variable "fl_container_port" {
  description = "Port of the FL server's container."
  type        = number
}

variable "internal_key_header" {
  description = "Header that is never passed on from outside."
  type        = string
}

variable "trust_key_header" {
  description = "Header in which trusts present their key; kept out of logs."
  type        = string
}

variable "block_ip_reputation" {
  description = "Whether addresses of AWS's reputation list are blocked rather than counted."
  type        = bool
}

variable "rate_limit" {
  description = "Requests of one address within five minutes from which the web ACL counts it as a flood."
  type        = number
}

variable "api_origin_request_policy_id" {
  description = "Origin request policy of the API in place of the hub's own; empty for the hub's own."
  type        = string
}

variable "log_retention_days" {
  description = "Days that the web ACL's log is kept."
  type        = number
}
