# The hub, by concern. Calls are ordered as a reader meets them; Terraform orders by what they hand each other.
# module.persistent takes nothing from any other module: a destroy of the other seven leaves it whole.
locals {
  zone_name           = var.public_zone_name == "" ? var.alb_subdomain : var.public_zone_name
  templates_directory = var.templates_directory == "" ? "${path.root}/../templates" : var.templates_directory
  flower              = var.fl_backend == "flower"
  fl_registry         = var.docker_fl_registry == "" ? var.docker_registry : var.docker_fl_registry
  fl_container_port   = local.flower ? 9092 : 8002
  kit_prefix          = local.flower ? "fl-flower-participant-kits" : "fl-flare-participant-kits"
  kit_date            = local.flower ? var.flower_kit_date : var.flare_kit_date

  # null in an input: what the environment asks for
  production         = var.environment == "prod"
  log_retention_days = coalesce(var.log_retention_days, local.production ? 365 : 90)
  db_backup_days     = coalesce(var.db_backup_days, local.production ? 30 : 7)

  fl_api_image    = coalesce(var.fl_api_image_name, local.flower ? "flower-fl-api" : "flare-fl-api")
  fl_server_image = coalesce(var.fl_server_image_name, local.flower ? "flower-superlink" : "flare-fl-server")

  permissions_boundary_arn = var.iam_permissions_boundary_name == "" ? null : join("", [
    "arn:aws:iam::${var.flip_aws_account_id}:policy/", var.iam_permissions_boundary_name,
  ])
}

module "persistent" {
  source    = "./modules/persistent"
  providers = { aws = aws, aws.us_east_1 = aws.us_east_1 }

  account_id  = var.flip_aws_account_id
  environment = var.environment
  zone_name   = local.zone_name
  public_name = var.alb_subdomain
  ui_port     = var.ui_port

  bucket_names = {
    uploads  = var.flip_model_files_uploads_bucket_name
    results  = var.flip_fl_results_bucket_name
    bundles  = var.flip_app_bundles_bucket_name
    aicentre = var.aicentre_bucket_name
    ui       = var.flip_ui_bucket_name
  }
  access_logs_bucket_name = coalesce(var.access_logs_bucket_name, "flip-access-logs-${var.alb_subdomain}")

  retention_days = {
    replaced_uploads = var.replaced_upload_days
    access_logs      = var.access_log_days
    cloudfront_logs  = var.cloudfront_log_days
  }

  user_pool_name        = var.flip_user_pool_name
  user_pool_client_name = var.flip_cognito_client
  templates_directory   = local.templates_directory

  aes_key_base64            = var.aes_key_base64
  internal_service_key      = var.internal_service_key
  internal_service_key_hash = var.internal_service_key_hash
  flip_api_secret_version   = var.flip_api_secret_version
}

module "network" {
  source = "./modules/network"

  region              = var.aws_region
  vpc_name            = var.vpc_name
  interface_endpoints = var.interface_endpoints
  vpc_cidr            = var.vpc_cidr
  public_subnets      = var.public_subnets
  private_subnets     = var.private_subnets
  db_port             = var.db_port
  fl_api_port         = var.fl_api_port
  fl_server_port      = var.fl_server_port
  fl_backend          = var.fl_backend
  fl_container_port   = local.fl_container_port
  trust_addresses     = concat(var.local_trust_public_ips, var.k8s_trust_public_ips)
  trust_host          = var.deploy_trust_ec2
}

module "data" {
  source = "./modules/data"

  region                   = var.aws_region
  account_id               = var.flip_aws_account_id
  production               = local.production
  deletion_protection      = var.db_deletion_protection
  private_subnet_ids       = module.network.private_subnet_ids
  groups                   = module.network.groups
  postgres_version         = var.postgres_version
  postgres_user            = var.postgres_user
  postgres_db              = var.postgres_db
  db_port                  = var.db_port
  log_retention_days       = local.log_retention_days
  permissions_boundary_arn = local.permissions_boundary_arn

  database = {
    instance_class    = var.db_instance_class
    multi_az          = var.db_multi_az
    storage_gib       = var.db_storage_gib
    storage_limit_gib = var.db_storage_limit_gib
    backup_days       = local.db_backup_days
  }

  parameters = {
    "flip_api_internal_url"           = "http://flip-api.flip.local:8000/api"
    "flip_model_files_uploads_bucket" = "s3://${module.persistent.buckets["uploads"].id}"
    "flip_fl_results_bucket"          = "s3://${module.persistent.buckets["results"].id}"
    "flip_app_bundles_bucket"         = "s3://${module.persistent.buckets["bundles"].id}"
    "internal_service_key_header"     = var.internal_service_key_header
    "fl_kit_slot_names"               = var.fl_kit_slot_names
    "networking/vpc_id"               = module.network.vpc_id
    "networking/private_subnet_ids"   = join(",", module.network.private_subnet_ids)
  }
}

module "email" {
  source = "./modules/email"

  sender              = var.ses_verified_email
  templates_directory = local.templates_directory
}

module "edge" {
  source    = "./modules/edge"
  providers = { aws = aws, aws.us_east_1 = aws.us_east_1 }

  region                       = var.aws_region
  vpc_id                       = module.network.vpc_id
  public_subnet_ids            = module.network.public_subnet_ids
  private_subnet_ids           = module.network.private_subnet_ids
  groups                       = module.network.groups
  public_name                  = var.alb_subdomain
  fl_name                      = var.nlb_subdomain
  zone_id                      = module.persistent.zone_id
  certificate_arn              = module.persistent.certificate_arn
  viewer_certificate_arn       = module.persistent.viewer_certificate_arn
  ui_bucket                    = module.persistent.buckets["ui"]
  demo_assets_bucket_name      = var.demo_assets_bucket_name
  logs_bucket_host             = module.persistent.cloudfront_logs_host
  fl_backend                   = var.fl_backend
  fl_server_port               = var.fl_server_port
  fl_container_port            = local.fl_container_port
  trust_key_header             = var.trust_api_key_header
  internal_key_header          = var.internal_service_key_header
  block_ip_reputation          = var.waf_block_ip_reputation
  rate_limit                   = var.waf_rate_limit
  api_origin_request_policy_id = var.api_origin_request_policy_id
  log_retention_days           = local.log_retention_days
}

module "compute" {
  source = "./modules/compute"

  region     = var.aws_region
  account_id = var.flip_aws_account_id
  vpc_id     = module.network.vpc_id
  subnet_ids = module.network.outbound_subnet_ids
  groups     = module.network.groups
  log_groups = module.observability.service_logs

  target_groups = {
    api       = module.edge.api_target_group_arn
    fl_server = module.edge.fl_target_group_arn
  }

  images = {
    flip_api  = "${var.docker_registry}flip-api:${var.docker_tag}"
    fl_api    = "${local.fl_registry}${local.fl_api_image}:${var.docker_fl_tag}"
    fl_server = "${local.fl_registry}${local.fl_server_image}:${var.docker_fl_tag}"
    provision = var.efs_provision_image
  }

  task_sizes   = var.task_sizes
  exec_enabled = var.ecs_exec_enabled
  buckets      = module.persistent.buckets
  key_arn      = module.persistent.key_arn
  secret_arn   = module.persistent.secret_arn

  user_pool = {
    id        = module.persistent.user_pool_id
    arn       = module.persistent.user_pool_arn
    client_id = module.persistent.user_pool_client_id
  }

  sender = {
    address       = var.ses_verified_email
    arn           = module.email.sender_arn
    template_arns = module.email.template_arns
  }

  database = {
    host     = module.data.db_proxy_endpoint
    proxy_id = module.data.db_proxy_resource_id
    port     = var.db_port
    user     = var.postgres_user
    name     = var.postgres_db
  }

  file_system = {
    id     = module.data.file_system_id
    arn    = module.data.file_system_arn
    points = module.data.access_points
  }

  slot_names_parameter_arn = module.data.parameter_arns["fl_kit_slot_names"]
  trust_key_header         = var.trust_api_key_header
  internal_key_header      = var.internal_service_key_header
  enforce_mfa              = var.enforce_mfa

  fl = {
    backend         = var.fl_backend
    api_port        = var.fl_api_port
    container_port  = local.fl_container_port
    admin_directory = var.fl_admin_directory
    kit_prefix      = local.kit_prefix
    kit_source = join("/", compact([
      "s3:/", module.persistent.buckets["aicentre"].id, local.kit_prefix, local.kit_date, "net-1", local.flower ? "" : "services",
    ]))
    slot_names     = jsondecode(var.fl_kit_slot_names)
    min_clients    = var.min_clients
    gpus           = var.job_resource_spec_num_gpus
    gpu_memory_gib = var.job_resource_spec_mem_per_gpu_in_gib
  }

  permissions_boundary_arn = local.permissions_boundary_arn
}

module "access" {
  source = "./modules/access"

  region                   = var.aws_region
  account_id               = var.flip_aws_account_id
  subnet_id                = module.network.outbound_subnet_ids[0]
  bastion_group_id         = module.network.bastion_group_id
  trust_group_id           = module.network.trust_group_id
  trust_host               = var.deploy_trust_ec2
  public_key               = var.ec2_public_key
  image_id                 = var.host_image_id
  aicentre_bucket_arn      = module.persistent.buckets["aicentre"].arn
  key_arn                  = module.persistent.key_arn
  permissions_boundary_arn = local.permissions_boundary_arn

  sizes = {
    bastion        = var.bastion_instance_type
    trust          = var.trust_instance_type
    trust_disk_gib = var.trust_disk_gib
  }
}

module "observability" {
  source = "./modules/observability"

  alert_address      = var.ses_verified_email
  account_id         = var.flip_aws_account_id
  log_retention_days = local.log_retention_days
  monthly_budget_usd = var.monthly_budget_usd
  trust_host         = var.deploy_trust_ec2
  watched_group_ids  = module.network.watched_group_ids
  cluster_name       = module.compute.cluster_name
  db_identifier      = module.data.db_identifier
  balancers          = module.edge.metric_dimensions
}
