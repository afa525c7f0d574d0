# How large, how long, how much. The defaults carry a hub of a few trusts; where prod differs, null follows the
# environment.

variable "task_sizes" {
  description = "CPU units and MiB of memory of the three services' tasks. Checkpoints of 750 MiB have ended an fl-api of 1 GiB and an fl-server of 2 GiB."
  type = object({
    flip_api  = optional(object({ cpu = number, memory = number }), { cpu = 512, memory = 1024 })
    fl_api    = optional(object({ cpu = number, memory = number }), { cpu = 1024, memory = 4096 })
    fl_server = optional(object({ cpu = number, memory = number }), { cpu = 2048, memory = 8192 })
  })
  default = {}

  validation {
    condition = alltrue([
      for size in [var.task_sizes.flip_api, var.task_sizes.fl_api, var.task_sizes.fl_server] :
      contains([256, 512, 1024, 2048, 4096], size.cpu) && size.memory >= 2 * size.cpu && size.memory <= 8 * size.cpu
    ])
    error_message = "task_sizes: Fargate has 256, 512, 1024, 2048 or 4096 CPU units, with 2 to 8 MiB of memory for each."
  }

  validation {
    condition     = var.task_sizes.fl_api.memory > 1024 && var.task_sizes.fl_server.memory > 2048
    error_message = "task_sizes: fl_api needs more than 1024 MiB and fl_server more than 2048, or large checkpoints end them."
  }
}

variable "db_instance_class" {
  description = "Instance class of the database."
  type        = string
  default     = "db.t3.micro"

  validation {
    condition     = startswith(var.db_instance_class, "db.")
    error_message = "db_instance_class must be a class of RDS, for example db.t3.micro."
  }
}

variable "db_multi_az" {
  description = "Whether a standby of the database waits in the other zone. It doubles the database's price."
  type        = bool
  default     = false
}

variable "db_storage_gib" {
  description = "GiB of storage the database begins with. It can grow and never shrink."
  type        = number
  default     = 20

  validation {
    condition     = var.db_storage_gib >= 20
    error_message = "db_storage_gib must be at least 20."
  }
}

variable "db_storage_limit_gib" {
  description = "GiB up to which the database's storage grows by itself."
  type        = number
  default     = 100

  validation {
    condition     = var.db_storage_limit_gib > var.db_storage_gib
    error_message = "db_storage_limit_gib must be more than db_storage_gib."
  }
}

variable "db_backup_days" {
  description = "Days that automatic backups of the database are kept; null follows the environment: 7 in stag, 30 in prod."
  type        = number
  default     = null

  validation {
    condition     = var.db_backup_days == null ? true : var.db_backup_days >= 1 && var.db_backup_days <= 35
    error_message = "db_backup_days must be between 1 and 35."
  }

  validation {
    condition     = var.db_backup_days == null || var.environment != "prod" ? true : var.db_backup_days >= 7
    error_message = "db_backup_days cannot be less than 7 in prod."
  }
}

variable "bastion_instance_type" {
  description = "Instance type of the bastion."
  type        = string
  default     = "t3.micro"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9-]+$", var.bastion_instance_type))
    error_message = "bastion_instance_type must be an instance type, for example t3.micro."
  }
}

variable "trust_instance_type" {
  description = "Instance type of the trust host."
  type        = string
  default     = "t3.xlarge"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9-]+$", var.trust_instance_type))
    error_message = "trust_instance_type must be an instance type, for example t3.micro."
  }
}

variable "trust_disk_gib" {
  description = "GiB of the trust host's disk. 50 have filled up while images were pulled."
  type        = number
  default     = 100

  validation {
    condition     = var.trust_disk_gib >= 60
    error_message = "trust_disk_gib must be at least 60."
  }
}

variable "log_retention_days" {
  description = "Days that CloudWatch keeps every log group of the hub; null follows the environment: 90 in stag, 365 in prod."
  type        = number
  default     = null

  validation {
    condition = var.log_retention_days == null ? true : contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.log_retention_days,
    )
    error_message = "log_retention_days must be a number of days that CloudWatch knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "access_log_days" {
  description = "Days that the buckets' access logs are kept."
  type        = number
  default     = 90

  validation {
    condition     = var.access_log_days >= 1
    error_message = "access_log_days must be at least 1."
  }
}

variable "cloudfront_log_days" {
  description = "Days that CloudFront's logs are kept."
  type        = number
  default     = 30

  validation {
    condition     = var.cloudfront_log_days >= 1
    error_message = "cloudfront_log_days must be at least 1."
  }
}

variable "replaced_upload_days" {
  description = "Days that replaced or deleted versions of uploaded model files are kept."
  type        = number
  default     = 30

  validation {
    condition     = var.replaced_upload_days >= 1
    error_message = "replaced_upload_days must be at least 1."
  }
}

variable "monthly_budget_usd" {
  description = "Cost of a month in US dollars, of the whole account, whose approach is reported by mail; 0 for no budget."
  type        = number
  default     = 0

  validation {
    condition     = var.monthly_budget_usd >= 0
    error_message = "monthly_budget_usd cannot be negative."
  }
}

variable "waf_rate_limit" {
  description = "Requests of one address within five minutes from which the web ACL counts it as a flood."
  type        = number
  default     = 2000

  validation {
    condition     = var.waf_rate_limit >= 100
    error_message = "waf_rate_limit must be at least 100."
  }
}
