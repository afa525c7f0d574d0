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
  description = "stag or prod. prod is stricter by default: a protected database with a final snapshot and longer backups, backups of the file system, longer logs, MFA that cannot be switched off."
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

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_/-]{0,128}$", var.iam_permissions_boundary_name))
    error_message = "iam_permissions_boundary_name must be the name of an IAM policy of this account, with its path but without arn:."
  }
}

variable "templates_directory" {
  description = "Folder that holds email/ and cognito/; empty for the folder templates beside this root."
  type        = string
  default     = ""

  validation {
    condition     = var.templates_directory == "" || can(file("${var.templates_directory}/cognito/invite.html"))
    error_message = "templates_directory must be a folder with email/ and cognito/ in it."
  }
}
