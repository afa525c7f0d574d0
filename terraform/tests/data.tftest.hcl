# module.data alone: what production adds, and what holds everywhere.
variables {
  region                   = "eu-west-2"
  account_id               = "111122223333"
  production               = true
  deletion_protection      = null
  private_subnet_ids       = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  groups                   = { rds = "sg-0123456789abcdef0", rds_proxy = "sg-0123456789abcdef1", efs = "sg-0123456789abcdef2" }
  postgres_version         = "17"
  postgres_user            = "flip_admin"
  postgres_db              = "flip"
  db_port                  = 5432
  log_retention_days       = 90
  parameters               = { fl_kit_slot_names = "[]", "networking/private_subnet_ids" = "a,b" }
  permissions_boundary_arn = null
  database = {
    instance_class    = "db.t3.micro"
    multi_az          = false
    storage_gib       = 20
    storage_limit_gib = 100
    backup_days       = 30
  }
}

run "production_keeps_its_data" {
  command = plan
  module { source = "./modules/data" }

  assert {
    condition     = aws_db_instance.this.deletion_protection && !aws_db_instance.this.skip_final_snapshot
    error_message = "A slip could delete the database of production, or delete it without a snapshot."
  }

  assert {
    condition     = aws_efs_backup_policy.this.backup_policy[0].status == "ENABLED"
    error_message = "The file system of production is not backed up."
  }
}

run "staging_can_be_taken_down" {
  command = plan
  module { source = "./modules/data" }
  variables {
    production = false
  }

  assert {
    condition     = !aws_db_instance.this.deletion_protection && aws_db_instance.this.skip_final_snapshot
    error_message = "A destroy of staging would stop at its database."
  }

  assert {
    condition     = aws_efs_backup_policy.this.backup_policy[0].status == "DISABLED"
    error_message = "Staging pays for backups of its file system."
  }
}

run "the_database_is_private_encrypted_and_without_a_known_password" {
  command = plan
  module { source = "./modules/data" }
  variables {
    deletion_protection = false
  }

  assert {
    condition = alltrue([
      !aws_db_instance.this.publicly_accessible,
      aws_db_instance.this.storage_encrypted,
      aws_db_instance.this.manage_master_user_password,
      !aws_db_instance.this.delete_automated_backups,
      aws_db_proxy.this.require_tls,
      one(aws_db_proxy.this.auth).iam_auth == "REQUIRED",
      aws_efs_file_system.this.encrypted,
    ])
    error_message = "The database or the file system is open to more than it promises."
  }

  assert {
    condition     = !aws_db_instance.this.deletion_protection
    error_message = "The deliberate step before a destroy has no effect."
  }

  assert {
    condition     = aws_ssm_parameter.this["networking/private_subnet_ids"].type == "StringList"
    error_message = "Programs that read a list of subnets get a string."
  }
}
