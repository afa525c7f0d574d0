# The application: identity, database, keys, images, federated learning.

variable "ses_verified_email" {
  description = "Address that sends the hub's mail and receives its alerts. AWS mails it a link that has to be followed once."
  type        = string

  validation {
    condition     = can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", var.ses_verified_email))
    error_message = "ses_verified_email must be an e-mail address."
  }
}

variable "flip_user_pool_name" {
  description = "Name of the Cognito user pool."
  type        = string
  default     = "flip-user-pool"

  validation {
    condition     = can(regex("^[A-Za-z0-9 +=,.@_-]{1,128}$", var.flip_user_pool_name))
    error_message = "flip_user_pool_name must be a name of 1 to 128 letters, digits, spaces and +=,.@_-."
  }
}

variable "flip_cognito_client" {
  description = "Name of the Cognito client of UI and API."
  type        = string
  default     = "flip-cognito-client"

  validation {
    condition     = can(regex("^[A-Za-z0-9 +=,.@_-]{1,128}$", var.flip_cognito_client))
    error_message = "flip_cognito_client must be a name of 1 to 128 letters, digits, spaces and +=,.@_-."
  }
}

variable "enforce_mfa" {
  description = "true or false for the API's own switch; empty leaves it at the application's default, which is true."
  type        = string
  default     = ""

  validation {
    condition     = contains(["", "true", "false"], var.enforce_mfa)
    error_message = "enforce_mfa must be true, false or empty."
  }

  validation {
    condition     = !(var.environment == "prod" && var.enforce_mfa == "false")
    error_message = "enforce_mfa cannot be false in prod."
  }
}

variable "postgres_user" {
  description = "Master user of the database; the API signs in as this user with IAM tokens."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.postgres_user)) && !contains(["admin", "rdsadmin"], var.postgres_user)
    error_message = "postgres_user must be a lower-case identifier; RDS keeps admin and rdsadmin for itself."
  }
}

variable "postgres_db" {
  description = "Name of the database."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9_]{0,62}$", var.postgres_db))
    error_message = "postgres_db must be an identifier."
  }
}

variable "postgres_version" {
  description = "Engine version. A major one alone lets AWS install minor versions without a difference in the plan."
  type        = string
  default     = "17"

  validation {
    condition     = can(regex("^[0-9]{2}(\\.[0-9]+)?$", var.postgres_version))
    error_message = "postgres_version must be a version such as 17 or 17.9."
  }
}

variable "db_deletion_protection" {
  description = "Protection of the database against deletion; null follows the environment (on in prod). Setting false in prod is the deliberate step before a destroy."
  type        = bool
  default     = null
}

variable "aes_key_base64" {
  description = "The hub's payload key: 32 bytes in base64. Never stored in a plan or a state."
  type        = string
  ephemeral   = true
  sensitive   = true

  validation {
    condition     = can(regex("^[A-Za-z0-9+/]{43}=$", var.aes_key_base64))
    error_message = "aes_key_base64 must be 32 bytes in base64 (44 characters)."
  }
}

variable "internal_service_key" {
  description = "The key with which fl-server calls flip-api. Never stored in a plan or a state."
  type        = string
  ephemeral   = true
  sensitive   = true

  validation {
    condition     = length(var.internal_service_key) >= 32
    error_message = "internal_service_key must have at least 32 characters."
  }
}

variable "internal_service_key_hash" {
  description = "SHA-256 of internal_service_key in lower-case hexadecimal."
  type        = string
  ephemeral   = true
  sensitive   = true

  validation {
    condition     = var.internal_service_key_hash == sha256(var.internal_service_key)
    error_message = "internal_service_key_hash must be the SHA-256 of internal_service_key."
  }
}

variable "flip_api_secret_version" {
  description = "Number that the caller changes whenever one of the three secrets changes: only then is FLIP_API written again."
  type        = number

  validation {
    condition     = var.flip_api_secret_version >= 0 && floor(var.flip_api_secret_version) == var.flip_api_secret_version
    error_message = "flip_api_secret_version must be a whole number."
  }
}

variable "internal_service_key_header" {
  description = "HTTP header of the internal service key. CloudFront never passes it on."
  type        = string
  default     = "X-Internal-Service-Key"

  validation {
    condition     = can(regex("^[A-Za-z0-9-]{1,64}$", var.internal_service_key_header))
    error_message = "internal_service_key_header must be the name of an HTTP header."
  }
}

variable "trust_api_key_header" {
  description = "HTTP header in which trusts present their API key."
  type        = string
  default     = "Authorization"

  validation {
    condition     = lower(var.trust_api_key_header) != lower(var.internal_service_key_header)
    error_message = "trust_api_key_header must differ from internal_service_key_header, which CloudFront removes."
  }

  validation {
    condition     = can(regex("^[A-Za-z0-9-]{1,64}$", var.trust_api_key_header))
    error_message = "trust_api_key_header must be the name of an HTTP header."
  }
}

variable "docker_registry" {
  description = "Prefix of the hub's images, with its final slash."
  type        = string
  default     = "ghcr.io/londonaicentre/"

  validation {
    condition     = endswith(var.docker_registry, "/")
    error_message = "docker_registry must end with a slash."
  }
}

variable "docker_fl_registry" {
  description = "Prefix of the FL images, with its final slash; empty for docker_registry."
  type        = string
  default     = ""

  validation {
    condition     = var.docker_fl_registry == "" || endswith(var.docker_fl_registry, "/")
    error_message = "docker_fl_registry must end with a slash."
  }
}

variable "fl_api_image_name" {
  description = "Name of fl-api's image below the prefix; empty for the backend's own: flare-fl-api or flower-fl-api."
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^[a-z0-9._/-]*$", var.fl_api_image_name))
    error_message = "fl_api_image_name must be an image's name without tag."
  }
}

variable "fl_server_image_name" {
  description = "Name of fl-server's image below the prefix; empty for the backend's own: flare-fl-server or flower-superlink."
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^[a-z0-9._/-]*$", var.fl_server_image_name))
    error_message = "fl_server_image_name must be an image's name without tag."
  }
}

variable "docker_tag" {
  description = "Tag of the hub's images in new task definitions. A tag that moves by design is refused."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$", var.docker_tag)) && !can(regex("^(.*-)?latest$", lower(var.docker_tag)))
    error_message = "docker_tag must be an image tag, and neither latest nor end with -latest."
  }
}

variable "docker_fl_tag" {
  description = "Tag of the FL images in new task definitions. A tag that moves by design is refused."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$", var.docker_fl_tag)) && !can(regex("^(.*-)?latest$", lower(var.docker_fl_tag)))
    error_message = "docker_fl_tag must be an image tag, and neither latest nor end with -latest."
  }
}

variable "efs_provision_image" {
  description = "Image of the one-shot task that fills the file system from the kits; it needs a shell and the AWS CLI."
  type        = string
  default     = "amazon/aws-cli:2.22.35"

  validation {
    condition     = can(regex("[:@][^/]+$", var.efs_provision_image)) && !can(regex(":(.*-)?latest$", lower(var.efs_provision_image)))
    error_message = "efs_provision_image must name a tag or a digest, and not latest."
  }
}

variable "ecs_exec_enabled" {
  description = "Whether operators may open a shell in a container (ECS Exec)."
  type        = bool
  default     = false
}

variable "fl_backend" {
  description = "nvflare or flower. Changes images, ports, mounts and the FL target group together."
  type        = string
  default     = "nvflare"

  validation {
    condition     = contains(["nvflare", "flower"], var.fl_backend)
    error_message = "fl_backend must be nvflare or flower."
  }
}

variable "flare_kit_date" {
  description = "Date folder of the NVFLARE participant kits."
  type        = string
  default     = ""

  validation {
    condition     = var.fl_backend != "nvflare" || var.flare_kit_date != ""
    error_message = "flare_kit_date is needed when fl_backend is nvflare."
  }
}

variable "flower_kit_date" {
  description = "Date folder of the Flower participant kits."
  type        = string
  default     = ""

  validation {
    condition     = var.fl_backend != "flower" || var.flower_kit_date != ""
    error_message = "flower_kit_date is needed when fl_backend is flower."
  }
}

variable "fl_kit_slot_names" {
  description = "JSON list of the kit slots trusts are registered into, for example [\"Trust_1\",\"Trust_2\"]."
  type        = string
  default     = "[]"

  validation {
    condition     = can([for slot in tolist(jsondecode(var.fl_kit_slot_names)) : tostring(slot)])
    error_message = "fl_kit_slot_names must be a JSON list of strings."
  }
}

variable "fl_admin_directory" {
  description = "Folder of the FL administration kit inside fl-api."
  type        = string
  default     = "/app/admin"

  validation {
    condition     = can(regex("^/[A-Za-z0-9._/-]*[A-Za-z0-9._-]$", var.fl_admin_directory))
    error_message = "fl_admin_directory must be an absolute path without a final slash."
  }
}

variable "min_clients" {
  description = "Trusts that must take part before a training round starts."
  type        = number
  default     = 1

  validation {
    condition     = var.min_clients >= 1
    error_message = "min_clients must be at least 1."
  }
}

variable "job_resource_spec_num_gpus" {
  description = "GPUs a training job asks of every trust."
  type        = number
  default     = 0

  validation {
    condition     = var.job_resource_spec_num_gpus >= 0
    error_message = "job_resource_spec_num_gpus cannot be negative."
  }
}

variable "job_resource_spec_mem_per_gpu_in_gib" {
  description = "GiB of memory for each of those GPUs."
  type        = number
  default     = 0

  validation {
    condition     = var.job_resource_spec_mem_per_gpu_in_gib >= 0
    error_message = "job_resource_spec_mem_per_gpu_in_gib cannot be negative."
  }
}

variable "waf_block_ip_reputation" {
  description = "Whether the web ACL blocks addresses of AWS's reputation list; false only counts them."
  type        = bool
  default     = false
}

variable "api_origin_request_policy_id" {
  description = "Origin request policy for /api/* in place of the hub's own, should AWS change what it accepts: 216adef6-5c7f-47e4-b989-5492eafa07d3 is AWS's AllViewer, which also passes on the internal key's header. Empty for the hub's own."
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$", var.api_origin_request_policy_id))
    error_message = "api_origin_request_policy_id must be the id of an origin request policy, or empty."
  }
}
