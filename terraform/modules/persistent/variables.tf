variable "account_id" {
  description = "The AWS account, part of the sign-in domain's name and of policies."
  type        = string
}

variable "environment" {
  description = "stag or prod."
  type        = string
}

variable "zone_name" {
  description = "Name of the hosted zone both public names live in."
  type        = string
}

variable "public_name" {
  description = "Public name of UI and API; subject of both certificates, origin of CORS and of sign-in."
  type        = string
}

variable "ui_port" {
  description = "Port of a UI on an operator's own machine."
  type        = number
}

variable "bucket_names" {
  description = "Names of the five buckets of the hub."
  type = object({
    uploads  = string
    results  = string
    bundles  = string
    aicentre = string
    ui       = string
  })
}

variable "access_logs_bucket_name" {
  description = "Name of the bucket of access logs."
  type        = string
}

variable "retention_days" {
  description = "Days that replaced versions of uploads, access logs of buckets and logs of CloudFront are kept."
  type        = object({ replaced_uploads = number, access_logs = number, cloudfront_logs = number })
}

variable "user_pool_name" {
  description = "Name of the Cognito user pool."
  type        = string
}

variable "user_pool_client_name" {
  description = "Name of the Cognito client."
  type        = string
}

variable "templates_directory" {
  description = "Folder that holds cognito/."
  type        = string
}

variable "aes_key_base64" {
  description = "The hub's payload key."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "internal_service_key" {
  description = "The key with which fl-server calls flip-api."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "internal_service_key_hash" {
  description = "SHA-256 of that key."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "flip_api_secret_version" {
  description = "Changes when one of the three secrets does."
  type        = number
}
