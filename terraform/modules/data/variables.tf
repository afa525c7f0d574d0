variable "region" {
  description = "The hub's region."
  type        = string
}

variable "account_id" {
  description = "The AWS account."
  type        = string
}

variable "production" {
  description = "Whether this is prod: the database is protected and leaves a final snapshot, the file system is backed up."
  type        = bool
}

variable "deletion_protection" {
  description = "Whether the database refuses to be deleted; null follows production."
  type        = bool
}

variable "private_subnet_ids" {
  description = "The private subnets, one for each zone."
  type        = list(string)
}

variable "groups" {
  description = "Security group ids by service."
  type        = map(string)
}

variable "postgres_version" {
  description = "Engine version."
  type        = string
}

variable "postgres_user" {
  description = "Master user."
  type        = string
}

variable "postgres_db" {
  description = "Name of the database."
  type        = string
}

variable "database" {
  description = "Size and safety of the database: class, standby in the other zone, GiB of storage and how far it may grow, days of backups."
  type = object({
    instance_class    = string
    multi_az          = bool
    storage_gib       = number
    storage_limit_gib = number
    backup_days       = number
  })
}

variable "db_port" {
  description = "Port of the database."
  type        = number
}

variable "log_retention_days" {
  description = "Days that the database's logs are kept."
  type        = number
}

variable "parameters" {
  description = "What other programs read from Parameter Store, by name below /flip/."
  type        = map(string)
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of roles; null for none."
  type        = string
}
