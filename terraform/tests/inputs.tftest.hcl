# What an input refuses, before anything is asked of AWS. The other values come from examples/staging.tfvars. Every input
# that is listed as failing has to fail; few runs, because each starts the provider anew.
run "what_is_refused_everywhere" {
  command = plan
  variables {
    # tags that move by design
    docker_tag    = "latest"
    docker_fl_tag = "main-LATEST"

    # a range is no trust, and nothing listens on port 22
    local_trust_public_ips = ["198.51.100.0/24"]
    k8s_trust_public_ips   = ["0.0.0.0/0"]
    fl_server_port         = 22
    fl_api_port            = 22

    # a backend needs its kits; the internal header is nobody else's; an fl-server that checkpoints would end
    fl_backend           = "flower"
    trust_api_key_header = "x-internal-service-key"
    task_sizes           = { fl_server = { cpu = 512, memory = 2048 } }

    flip_aws_account_id           = "12345"
    alb_subdomain                 = "https://flip.example.org/"
    flip_ui_bucket_name           = "UI_Bucket"
    log_retention_days            = 91
    monthly_budget_usd            = -1
    iam_permissions_boundary_name = "arn:aws:iam::111122223333:policy/X"
  }
  expect_failures = [
    var.docker_tag, var.docker_fl_tag, var.local_trust_public_ips, var.k8s_trust_public_ips, var.fl_server_port,
    var.fl_api_port, var.flower_kit_date, var.trust_api_key_header, var.task_sizes, var.flip_aws_account_id,
    var.alb_subdomain, var.flip_ui_bucket_name, var.log_retention_days, var.monthly_budget_usd,
    var.iam_permissions_boundary_name,
  ]
}

run "what_prod_refuses" {
  command = plan
  variables {
    environment    = "prod"
    enforce_mfa    = "false"
    db_backup_days = 1
    # and a size that Fargate has not
    task_sizes = { flip_api = { cpu = 500, memory = 1000 } }
  }
  expect_failures = [var.enforce_mfa, var.db_backup_days, var.task_sizes]
}
