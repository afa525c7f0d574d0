variable "sender" {
  description = "Address the hub's mail comes from."
  type        = string
}

variable "templates_directory" {
  description = "Folder that holds email/."
  type        = string
}
