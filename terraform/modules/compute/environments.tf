# What each container is told. No secret is among it: fl-server's key comes from Secrets Manager when the task
# starts, and flip-api reads FLIP_API itself.
locals {
  api_internal_url = "http://flip-api.flip.local:8000/api"

  flip_api_environment = merge(
    {
      ENV                            = "production"
      AWS_REGION                     = var.region
      AWS_ENDPOINT_URL_S3            = "https://s3.${var.region}.amazonaws.com" # the global host lags behind for new buckets
      AWS_COGNITO_USER_POOL_ID       = var.user_pool.id
      AWS_COGNITO_APP_CLIENT_ID      = var.user_pool.client_id
      AWS_SECRET_NAME                = "FLIP_API"
      AWS_SES_ADMIN_EMAIL_ADDRESS    = var.sender.address
      AWS_SES_SENDER_EMAIL_ADDRESS   = var.sender.address
      POSTGRES_USER                  = var.database.user
      POSTGRES_DB                    = var.database.name
      DB_HOST                        = var.database.host
      DB_PORT                        = tostring(var.database.port)
      TRUST_API_KEY_HEADER           = var.trust_key_header
      INTERNAL_SERVICE_KEY_HEADER    = var.internal_key_header
      UPLOADED_MODEL_FILES_BUCKET    = "s3://${var.buckets["uploads"].id}/uploaded"
      SCANNED_MODEL_FILES_BUCKET     = "s3://${var.buckets["uploads"].id}/scanned"
      UPLOADED_FEDERATED_DATA_BUCKET = local.results_uri
      FL_APP_DESTINATION_BUCKET      = "s3://${var.buckets["bundles"].id}/app_destinations"
      NET_ENDPOINTS                  = jsonencode({ "net-1" = "http://fl-api-net-1.flip.local:${var.fl.api_port}" })
      FL_BACKEND                     = var.fl.backend
      MAX_MODEL_FILE_BYTES           = "5000000000" # one POST to S3 takes 5 GiB
    },
    var.enforce_mfa == "" ? {} : { ENFORCE_MFA = var.enforce_mfa },
  )

  # the path is needed: an uploader that gets none writes keys that begin with a slash
  results_uri = "s3://${var.buckets["results"].id}/results"

  fl_server_environment = merge(
    {
      LOCAL_DEV                      = "false"
      NET_ID                         = "net-1"
      MIN_CLIENTS                    = tostring(var.fl.min_clients)
      IMAGES_DIR                     = "/app/data/images"
      UPLOADED_FEDERATED_DATA_BUCKET = local.results_uri
      FLIP_API_INTERNAL_URL          = local.api_internal_url
      INTERNAL_SERVICE_KEY_HEADER    = var.internal_key_header
    },
    local.flower ? {} : { SERVER_CHECKPOINT_ROOT = local.checkpoints },
  )

  fl_api_environment = local.flower ? tomap({
    ENV                         = "production"
    SUPERLINK_ADDRESS           = "fl-server-net-1.flip.local:9093"
    SUPERLINK_HEALTH_ADDRESS    = "fl-server-net-1.flip.local:9097"
    SUPERLINK_ROOT_CERTIFICATES = "/certs/ca.crt"
    FLOWER_SRC_ROOT             = "/app/src"
    }) : tomap({
    ENV                                  = "production"
    FL_ADMIN_DIRECTORY                   = var.fl.admin_directory
    SERVER_CHECKPOINT_ROOT               = local.checkpoints
    JOB_RESOURCE_SPEC_NUM_GPUS           = tostring(var.fl.gpus)
    JOB_RESOURCE_SPEC_MEM_PER_GPU_IN_GIB = tostring(var.fl.gpu_memory_gib)
  })
}
