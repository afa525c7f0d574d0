# What the hub is, and where. Names are the lower-cased keys of the environment file wherever there is one, so that
# the step from key to TF_VAR_ is mechanical. Further inputs: variables-*.tf.

variable "flip_aws_account_id" {
  description = "The 12-digit AWS account this environment lives in. Every call is refused in any other account."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.flip_aws_account_id))
    error_message = "flip_aws_account_id must be 12 digits."
  }
}

variable "environment" {
  description = "stag or prod. prod hardens the database: deletion protection, a final snapshot, backups of the file system."
  type        = string

  validation {
    condition     = contains(["stag", "prod"], var.environment)
    error_message = "environment must be stag or prod."
  }
}

variable "aws_region" {
  description = "The region of everything but CloudFront's certificate and web ACL."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.aws_region))
    error_message = "aws_region must be a region's name, for example eu-west-2."
  }
}

variable "iam_permissions_boundary_name" {
  description = "Name of a permissions boundary policy of this account that every role gets; empty for none."
  type        = string
  default     = ""
}

variable "log_retention_days" {
  description = "Days that CloudWatch keeps every log group of the hub."
  type        = number
  default     = 90

  validation {
    condition = contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.log_retention_days,
    )
    error_message = "log_retention_days must be a number of days that CloudWatch knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "templates_directory" {
  description = "Folder that holds email/ and cognito/; empty for the folder templates beside this root."
  type        = string
  default     = ""
}
