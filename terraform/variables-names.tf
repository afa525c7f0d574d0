# Public names, ports and buckets.

variable "alb_subdomain" {
  description = "Public name of the UI and the API, for example stag.flip.example.org. CloudFront answers it."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.alb_subdomain))
    error_message = "alb_subdomain must be a lower-case DNS name without scheme, path or final dot."
  }
}

variable "nlb_subdomain" {
  description = "Public name of the FL endpoint, for example fl.stag.flip.example.org; within the hosted zone."
  type        = string

  validation {
    condition     = endswith(var.nlb_subdomain, ".${local.zone_name}")
    error_message = "nlb_subdomain must be a name below the hosted zone (public_zone_name, by default alb_subdomain)."
  }
}

variable "public_zone_name" {
  description = "Name of the Route 53 hosted zone that holds both public names; empty for alb_subdomain itself."
  type        = string
  default     = ""

  validation {
    condition     = var.public_zone_name == "" || can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.public_zone_name))
    error_message = "public_zone_name must be a lower-case DNS name without final dot."
  }

  validation {
    condition     = var.public_zone_name == "" || var.alb_subdomain == var.public_zone_name || endswith(var.alb_subdomain, ".${var.public_zone_name}")
    error_message = "public_zone_name must hold alb_subdomain."
  }
}

# tflint-ignore: terraform_unused_declarations
variable "api_port" {
  description = "Port of the API on an operator's own machine. Read so that one environment file serves both; containers of the hub listen on 8000."
  type        = number
  default     = 8080

  validation {
    condition     = var.api_port >= 1 && var.api_port <= 65535
    error_message = "api_port must be a port between 1 and 65535."
  }
}

variable "ui_port" {
  description = "Port of a UI on an operator's own machine: Cognito accepts https://localhost:<ui_port> as a callback."
  type        = number
  default     = 443

  validation {
    condition     = var.ui_port >= 1 && var.ui_port <= 65535
    error_message = "ui_port must be a port between 1 and 65535."
  }
}

variable "db_port" {
  description = "Port of PostgreSQL and of its proxy."
  type        = number
  default     = 5432

  validation {
    condition     = var.db_port >= 1150 && var.db_port <= 65535
    error_message = "db_port must be between 1150 and 65535."
  }
}

variable "fl_api_port" {
  description = "Port of fl-api inside the VPC."
  type        = number
  default     = 8000

  validation {
    condition     = var.fl_api_port >= 1 && var.fl_api_port <= 65535
    error_message = "fl_api_port must be a port between 1 and 65535."
  }

  validation {
    condition     = var.fl_api_port != 22
    error_message = "fl_api_port cannot be 22: nothing of the hub listens there."
  }
}

variable "fl_server_port" {
  description = "Port on which trusts reach the FL server, whichever FL backend runs."
  type        = number
  default     = 8002

  validation {
    condition     = var.fl_server_port >= 1 && var.fl_server_port <= 65535
    error_message = "fl_server_port must be a port between 1 and 65535."
  }

  validation {
    condition     = var.fl_server_port != 22
    error_message = "fl_server_port cannot be 22: nothing of the hub listens there."
  }
}

variable "flip_model_files_uploads_bucket_name" {
  description = "Bucket of uploaded model files (uploaded/, scanned/)."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.flip_model_files_uploads_bucket_name))
    error_message = "flip_model_files_uploads_bucket_name must be the name of a bucket: 3 to 63 lower-case letters, digits, dots and dashes."
  }
}

variable "flip_fl_results_bucket_name" {
  description = "Bucket of the results of federated training (results/)."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.flip_fl_results_bucket_name))
    error_message = "flip_fl_results_bucket_name must be the name of a bucket: 3 to 63 lower-case letters, digits, dots and dashes."
  }
}

variable "flip_app_bundles_bucket_name" {
  description = "Bucket of FL application bundles (app_destinations/)."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.flip_app_bundles_bucket_name))
    error_message = "flip_app_bundles_bucket_name must be the name of a bucket: 3 to 63 lower-case letters, digits, dots and dashes."
  }
}

variable "flip_ui_bucket_name" {
  description = "Bucket of the UI's static files, read by CloudFront only."
  type        = string

  validation {
    condition = length(distinct([
      var.flip_model_files_uploads_bucket_name,
      var.flip_fl_results_bucket_name,
      var.flip_app_bundles_bucket_name,
      var.flip_ui_bucket_name,
      var.aicentre_bucket_name,
    ])) == 5
    error_message = "The five bucket names must differ from each other."
  }

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.flip_ui_bucket_name))
    error_message = "flip_ui_bucket_name must be the name of a bucket: 3 to 63 lower-case letters, digits, dots and dashes."
  }
}

variable "aicentre_bucket_name" {
  description = "Bucket of FL participant kits and the vocabulary bundle."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.aicentre_bucket_name))
    error_message = "aicentre_bucket_name must be the name of a bucket: 3 to 63 lower-case letters, digits, dots and dashes."
  }
}

variable "access_logs_bucket_name" {
  description = "Bucket that receives the access logs of the others; empty for flip-access-logs-<alb_subdomain>."
  type        = string
  default     = ""

  validation {
    condition     = var.access_logs_bucket_name == "" || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.access_logs_bucket_name))
    error_message = "access_logs_bucket_name must be the name of a bucket: 3 to 63 lower-case letters, digits, dots and dashes."
  }
}

variable "demo_assets_bucket_name" {
  description = "Existing bucket with the public demo's assets; empty for no demo. Emptying it on a hub that has a demo removes the demo."
  type        = string
  default     = ""

  validation {
    condition     = var.demo_assets_bucket_name == "" || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.demo_assets_bucket_name))
    error_message = "demo_assets_bucket_name must be the name of a bucket: 3 to 63 lower-case letters, digits, dots and dashes."
  }
}
