variable "region" {
  description = "The hub's region."
  type        = string
}

variable "account_id" {
  description = "The AWS account."
  type        = string
}

variable "vpc_id" {
  description = "Id of the VPC."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets with a way out, which tasks need to pull their images."
  type        = list(string)
}

variable "groups" {
  description = "Security group ids by service."
  type        = map(string)
}

variable "log_groups" {
  description = "Names of the log groups by service."
  type        = map(string)
}

variable "target_groups" {
  description = "Target groups that a listener forwards to: api, fl_server."
  type        = object({ api = string, fl_server = string })
}

variable "images" {
  description = "Images with their tags: flip_api, fl_api, fl_server, provision."
  type        = object({ flip_api = string, fl_api = string, fl_server = string, provision = string })
}

variable "task_sizes" {
  description = "CPU units and MiB of memory of each service's task."
  type = object({
    flip_api  = object({ cpu = number, memory = number })
    fl_api    = object({ cpu = number, memory = number })
    fl_server = object({ cpu = number, memory = number })
  })
}

variable "exec_enabled" {
  description = "Whether operators may open a shell in a container."
  type        = bool
}

variable "buckets" {
  description = "The hub's buckets: id and ARN."
  type        = map(object({ id = string, arn = string, host = string }))
}

variable "key_arn" {
  description = "ARN of the application key."
  type        = string
}

variable "secret_arn" {
  description = "ARN of FLIP_API."
  type        = string
}

variable "user_pool" {
  description = "The Cognito user pool: id, ARN, client's id."
  type        = object({ id = string, arn = string, client_id = string })
}

variable "sender" {
  description = "Address that sends the hub's mail, its identity's ARN and the ARNs of the mail templates."
  type        = object({ address = string, arn = string, template_arns = list(string) })
}

variable "database" {
  description = "How flip-api reaches the database: proxy's host name and resource id, port, user, database."
  type        = object({ host = string, proxy_id = string, port = number, user = string, name = string })
}

variable "file_system" {
  description = "The FL file system: id, ARN, access points by folder."
  type = object({
    id     = string
    arn    = string
    points = map(object({ id = string, arn = string }))
  })
}

variable "slot_names_parameter_arn" {
  description = "ARN of the parameter with the kit slots' names."
  type        = string
}

variable "trust_key_header" {
  description = "Header in which trusts present their key."
  type        = string
}

variable "internal_key_header" {
  description = "Header of the internal service key."
  type        = string
}

variable "enforce_mfa" {
  description = "true, false, or empty for the application's own default."
  type        = string
}

variable "fl" {
  description = "Federated learning: backend, ports, kits and the defaults of jobs."
  type = object({
    backend         = string
    api_port        = number
    container_port  = number
    admin_directory = string
    kit_source      = string
    kit_prefix      = string
    slot_names      = list(string)
    min_clients     = number
    gpus            = number
    gpu_memory_gib  = number
  })
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of roles; null for none."
  type        = string
}
