# The smallest staging hub: everything else has a default. Secrets come by TF_VAR_, never from a file.
flip_aws_account_id = "111122223333"
aws_region          = "eu-west-2"
environment         = "stag"

alb_subdomain      = "stag.flip.example.org"
nlb_subdomain      = "fl.stag.flip.example.org"
ses_verified_email = "flip@example.org"

flip_model_files_uploads_bucket_name = "example-flip-stag-uploads"
flip_fl_results_bucket_name          = "example-flip-stag-results"
flip_app_bundles_bucket_name         = "example-flip-stag-bundles"
flip_ui_bucket_name                  = "example-flip-stag-ui"
aicentre_bucket_name                 = "example-flip-stag-kits"

postgres_user = "flip_admin"
postgres_db   = "flip"

docker_tag     = "sha-1a2b3c4"
docker_fl_tag  = "sha-1a2b3c4"
flare_kit_date = "2026-01-15"

ec2_public_key          = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDsoFh0wZ0Xl0YyUq6mJ0o0nV3b9c4Z1l5T0d8b7aKpP example"
flip_api_secret_version = 1
