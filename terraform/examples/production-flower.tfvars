# A production hub with Flower, a trust on its own premises and one in this account, larger tasks, a standby database and a budget.
# Secrets come by TF_VAR_, never from a file.
flip_aws_account_id = "111122223333"
aws_region          = "eu-west-2"
environment         = "prod"

alb_subdomain      = "app.flip.example.org"
nlb_subdomain      = "fl.app.flip.example.org"
ses_verified_email = "flip@example.org"

flip_model_files_uploads_bucket_name = "example-flip-prod-uploads"
flip_fl_results_bucket_name          = "example-flip-prod-results"
flip_app_bundles_bucket_name         = "example-flip-prod-bundles"
flip_ui_bucket_name                  = "example-flip-prod-ui"
aicentre_bucket_name                 = "example-flip-prod-kits"

postgres_user = "flip_admin"
postgres_db   = "flip"

docker_tag      = "sha-1a2b3c4"
docker_fl_tag   = "sha-1a2b3c4"
fl_backend      = "flower"
flower_kit_date = "2026-01-15"

ec2_public_key          = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDsoFh0wZ0Xl0YyUq6mJ0o0nV3b9c4Z1l5T0d8b7aKpP example"
flip_api_secret_version = 1

fl_kit_slot_names      = "[\"Trust_1\",\"Trust_2\"]"
local_trust_public_ips = ["198.51.100.10"]
deploy_trust_ec2       = true

task_sizes = {
  flip_api = { cpu = 1024, memory = 2048 }
}
db_instance_class  = "db.t3.small"
db_multi_az        = true
monthly_budget_usd = 500

iam_permissions_boundary_name = "ExampleBoundary"
waf_block_ip_reputation       = true
