# The FL kits and checkpoints. One access point for each folder that a container mounts: a container sees its own
# folder and nothing beside it.
locals {
  # NVFLARE and Flower differ in folders as in everything else; both sets exist so that a switch loses nothing.
  folders = {
    fl_api_local      = { path = "/fl-api-net-1/local", mode = "0755" }
    fl_api_startup    = { path = "/fl-api-net-1/startup", mode = "0755" }
    fl_server_local   = { path = "/fl-server-net-1/local", mode = "0755" }
    fl_server_startup = { path = "/fl-server-net-1/startup", mode = "0755" }
    fl_server_transfer = {
      path = "/fl-server-net-1/transfer", mode = "0755"
    }
    fl_checkpoints  = { path = "/fl-server-net-1/server-checkpoints", mode = "0775" }
    fl_server_certs = { path = "/fl-server-net-1/certificates", mode = "0750" }
    fl_server_keys  = { path = "/fl-server-net-1/keys", mode = "0750" }
    fl_jobs         = { path = "/fl-jobs", mode = "0775" }
  }
}

resource "aws_efs_file_system" "this" {
  creation_token   = "flip-fl-efs"
  encrypted        = true
  performance_mode = "generalPurpose"
  throughput_mode  = "bursting"

  tags = { Name = "flip-fl-efs" }
}

# Without a policy the file system answers whoever reaches its port. With this one a client needs TLS and a role of
# this account whose own policy names the access point.
data "aws_iam_policy_document" "file_system" {
  statement {
    sid       = "WhatRolesAllow"
    actions   = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
    resources = [aws_efs_file_system.this.arn]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${var.account_id}:root"]
    }

    condition {
      test     = "Bool"
      variable = "elasticfilesystem:AccessedViaMountTarget"
      values   = ["true"]
    }
  }

  statement {
    sid       = "OnlyOverTls"
    effect    = "Deny"
    actions   = ["*"]
    resources = [aws_efs_file_system.this.arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_efs_file_system_policy" "this" {
  file_system_id = aws_efs_file_system.this.id
  policy         = data.aws_iam_policy_document.file_system.json
}

resource "aws_efs_backup_policy" "this" {
  file_system_id = aws_efs_file_system.this.id

  backup_policy {
    status = var.production ? "ENABLED" : "DISABLED"
  }
}

resource "aws_efs_mount_target" "this" {
  count = 2

  file_system_id  = aws_efs_file_system.this.id
  subnet_id       = var.private_subnet_ids[count.index]
  security_groups = [var.groups["efs"]]
}

resource "aws_efs_access_point" "this" {
  for_each = local.folders

  file_system_id = aws_efs_file_system.this.id

  posix_user {
    uid = 1001
    gid = 1001
  }

  root_directory {
    path = each.value.path

    creation_info {
      owner_uid   = 1001
      owner_gid   = 1001
      permissions = each.value.mode
    }
  }

  tags = { Name = replace(each.key, "_", "-") }
}
