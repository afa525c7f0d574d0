locals {
  identifier = "flip-database"
  major      = split(".", var.postgres_version)[0]
}

resource "aws_db_subnet_group" "this" {
  name       = "flip-db-subnet-group"
  subnet_ids = var.private_subnet_ids
}

resource "aws_db_parameter_group" "this" {
  name   = "flip-database-postgres${local.major}"
  family = "postgres${local.major}"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  lifecycle {
    # a major upgrade needs the new group before it can leave the old one
    create_before_destroy = true
  }
}

# RDS would make these groups itself and keep them for ever.
resource "aws_cloudwatch_log_group" "database" {
  for_each = toset(["postgresql", "upgrade"])

  name              = "/aws/rds/instance/${local.identifier}/${each.key}"
  retention_in_days = var.log_retention_days
}

# A name for the last snapshot that no earlier database can have taken already.
resource "terraform_data" "generation" {}

resource "aws_db_instance" "this" {
  depends_on = [aws_cloudwatch_log_group.database]

  identifier     = local.identifier
  engine         = "postgres"
  engine_version = var.postgres_version
  instance_class = var.database.instance_class
  multi_az       = var.database.multi_az

  allocated_storage     = var.database.storage_gib
  max_allocated_storage = var.database.storage_limit_gib
  storage_type          = "gp3"
  storage_encrypted     = true

  db_name                     = var.postgres_db
  username                    = var.postgres_user
  manage_master_user_password = true
  port                        = var.db_port

  db_subnet_group_name   = aws_db_subnet_group.this.name
  parameter_group_name   = aws_db_parameter_group.this.name
  vpc_security_group_ids = [var.groups["rds"]]
  publicly_accessible    = false

  auto_minor_version_upgrade      = true
  backup_retention_period         = var.database.backup_days
  delete_automated_backups        = false # they outlive the database for as long as they are kept anyway
  copy_tags_to_snapshot           = true
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]

  deletion_protection       = coalesce(var.deletion_protection, var.production)
  skip_final_snapshot       = !var.production
  final_snapshot_identifier = "flip-database-final-${substr(terraform_data.generation.id, 0, 8)}"
}
