# Who may sign in. The pool offers TOTP and does not demand it: the application does. (Cognito cannot remove a lost
# authenticator by an administrator's call, so a pool that demands one locks people out for good.)
# Users are not resources: their first passwords have no write-only argument.
locals {
  sign_in_urls = [local.ui_origin, "https://localhost:${var.ui_port}"]

  # stable, unique among all AWS accounts, and free of a provider of random values
  domain_suffix = substr(sha256("${var.account_id}/${var.environment}"), 0, 8)

  password_reset_link = replace(
    file("${var.templates_directory}/cognito/password_reset_link.html"), "{flip_alb_subdomain}", var.public_name,
  )
}

resource "aws_cognito_user_pool" "this" {
  name                     = var.user_pool_name
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]
  mfa_configuration        = "OPTIONAL"
  deletion_protection      = "ACTIVE"

  software_token_mfa_configuration {
    enabled = true
  }

  username_configuration {
    case_sensitive = false
  }

  password_policy {
    minimum_length                   = 12
    require_lowercase                = true
    require_uppercase                = true
    require_numbers                  = true
    require_symbols                  = true
    temporary_password_validity_days = 7
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  admin_create_user_config {
    allow_admin_create_user_only = true

    invite_message_template {
      email_subject = "Welcome to FLIP"
      email_message = replace(
        file("${var.templates_directory}/cognito/invite.html"), "{flip_alb_subdomain}", var.public_name,
      )
      sms_message = "Your FLIP user name is {username}, your temporary password {####}"
    }
  }

  verification_message_template {
    default_email_option = "CONFIRM_WITH_CODE"
    email_subject        = "Reset your FLIP password"
    email_message = replace(
      file("${var.templates_directory}/cognito/password_reset_code.html"), "{flip_alb_subdomain}", var.public_name,
    )
    email_subject_by_link = "Reset your FLIP password"
    email_message_by_link = local.password_reset_link
    sms_message           = "Your FLIP code is {####}"
  }

  schema {
    name                = "email"
    attribute_data_type = "String"
    required            = true
    mutable             = false

    string_attribute_constraints {
      min_length = "5"
      max_length = "254"
    }
  }

  lifecycle {
    prevent_destroy = true
    # AWS refuses every update that carries a schema, and a pool that was imported keeps its own way with names:
    # changing that would replace the pool
    ignore_changes = [schema, username_configuration]
  }
}

resource "aws_cognito_user_pool_domain" "this" {
  domain                = "flip-${var.environment}-${local.domain_suffix}"
  user_pool_id          = aws_cognito_user_pool.this.id
  managed_login_version = 2

  lifecycle {
    prevent_destroy = true
    # a pool that was imported keeps the domain it has
    ignore_changes = [domain]
  }
}

resource "aws_cognito_user_pool_client" "this" {
  name         = var.user_pool_client_name
  user_pool_id = aws_cognito_user_pool.this.id

  # no USER_PASSWORD_AUTH: a browser never sends a password, it proves to know it (SRP)
  explicit_auth_flows = [
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_USER_SRP_AUTH",
  ]
  prevent_user_existence_errors = "ENABLED"
  enable_token_revocation       = true

  supported_identity_providers         = ["COGNITO"]
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code", "implicit"]
  allowed_oauth_scopes                 = ["email", "openid", "profile"]
  callback_urls                        = local.sign_in_urls
  logout_urls                          = local.sign_in_urls

  access_token_validity  = 60
  id_token_validity      = 60
  refresh_token_validity = 5

  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "days"
  }

  lifecycle {
    prevent_destroy = true
  }
}
