variable "alert_address" {
  description = "Address that is told of alarms and changed security groups. AWS asks it for confirmation once."
  type        = string
}

variable "account_id" {
  description = "The AWS account."
  type        = string
}

variable "monthly_budget_usd" {
  description = "Cost of a month in US dollars whose approach is reported by mail; 0 for no budget."
  type        = number
}

variable "log_retention_days" {
  description = "Days that log groups are kept."
  type        = number
}

variable "trust_host" {
  description = "Whether a trust host stands in this account."
  type        = bool
}

variable "watched_group_ids" {
  description = "Security groups whose change raises an alert."
  type        = list(string)
}

variable "cluster_name" {
  description = "Name of the ECS cluster."
  type        = string
}

variable "db_identifier" {
  description = "Identifier of the database."
  type        = string
}

variable "balancers" {
  description = "How CloudWatch names the load balancers and target groups: api, fl_server."
  type = object({
    api       = object({ balancer = string, target = string })
    fl_server = object({ balancer = string, target = string })
  })
}
