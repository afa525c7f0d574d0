# Tasks that a phase of the deployment starts and waits for; Terraform only declares them.
locals {
  # The targets are emptied first: a sync skips files of the same size and time, and a kit is signed as a whole.
  provision_script = local.flower ? join(" && ", [
    "rm -rf /mnt/flower-certs/* /mnt/flower-keys/*",
    "aws s3 sync \"$SOURCE/certificates\" /mnt/flower-certs --no-progress",
    "aws s3 sync \"$SOURCE/keys\" /mnt/flower-keys --no-progress",
    "test -s /mnt/flower-certs/ca.crt",
    "mkdir -p /mnt/flower-jobs",
    ]) : join(" && ", [
    "for d in local startup; do rm -rf /mnt/fl-api/$d/* /mnt/fl-server/$d/*; done",
    "for d in local startup; do aws s3 sync \"$SOURCE/flip-fl-api-net-1/$d\" /mnt/fl-api/$d --no-progress; done",
    "for d in local startup; do aws s3 sync \"$SOURCE/fl-server-net-1/$d\" /mnt/fl-server/$d --no-progress; done",
    "test -n \"$(ls -A /mnt/fl-api/startup)\"",
    "test -n \"$(ls -A /mnt/fl-server/startup)\"",
  ])

  one_shots = merge(
    {
      provision = {
        family      = "efs-provision-certs"
        image       = var.images.provision
        entry       = ["/bin/sh", "-c"] # the image's own entry point is the AWS CLI
        command     = ["set -e; ${local.provision_script}"]
        environment = { SOURCE = var.fl.kit_source, AWS_REGION = var.region }
        prefix      = "efs-provision"
        role        = "provision"
      }
    },
    !local.flower ? {} : {
      register_keys = {
        family  = "flower-register-supernode-keys"
        image   = var.images.fl_server
        entry   = ["/bin/bash"]
        command = ["/scripts/register-supernode-keys.sh"]
        environment = {
          SUPERLINK_ADDRESS = "fl-server-net-1.flip.local:9093"
          FL_API_ADDRESS    = "http://fl-api-net-1.flip.local:${var.fl.api_port}"
          TRUST_NAMES       = jsonencode(var.fl.slot_names)
        }
        prefix = "register-keys"
        role   = "keys"
      }
    },
  )

  one_shot_containers = {
    for key, task in local.one_shots : key => {
      name        = task.family
      image       = task.image
      essential   = true
      entryPoint  = task.entry
      command     = task.command
      environment = [for name in sort(keys(task.environment)) : { name = name, value = task.environment[name] }]
      mountPoints = [
        for mount in local.mounts[key] : { sourceVolume = mount.point, containerPath = mount.path, readOnly = mount.read_only }
      ]
      logConfiguration = merge(local.log_options["fl_server"], {
        options = merge(local.log_options["fl_server"].options, { awslogs-stream-prefix = task.prefix })
      })
    }
  }
}

resource "aws_ecs_task_definition" "one_shot" {
  for_each = local.one_shots

  family                   = each.value.family
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.execution["one_shot"].arn
  task_role_arn            = aws_iam_role.task[each.value.role].arn

  container_definitions = jsonencode([local.one_shot_containers[each.key]])

  dynamic "volume" {
    for_each = toset(local.mounts[each.key][*].point)

    content {
      name = volume.key

      efs_volume_configuration {
        file_system_id     = var.file_system.id
        transit_encryption = "ENABLED"

        authorization_config {
          access_point_id = var.file_system.points[volume.key].id
          iam             = "ENABLED"
        }
      }
    }
  }
}
