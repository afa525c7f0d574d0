# The skeletons of the containers. A later deployment swaps the image of the container that has its service's name.
locals {
  log_options = {
    for key, name in var.log_groups : key => {
      logDriver = "awslogs"
      options = {
        awslogs-group         = name
        awslogs-region        = var.region
        awslogs-stream-prefix = "ecs"
      }
    }
  }

  extra_ports = { flip_api = [], fl_api = [], fl_server = local.flower ? [9093, 9097] : [] }

  # fl-server has no probe of its own: the FL endpoint probes its port
  fl_api_path = local.flower ? "/openapi.json" : "/health/"
  probes = {
    flip_api = null
    fl_api = {
      command = [
        "CMD-SHELL",
        "python -c \"import urllib.request as r; r.urlopen('http://localhost:${var.fl.api_port}${local.fl_api_path}', timeout=4)\"",
      ]
      interval    = 30
      timeout     = 5
      retries     = 3
      startPeriod = 120
    }
    fl_server = null
  }

  commands = {
    flip_api = null
    fl_api   = null
    fl_server = local.flower ? [
      "--ssl-ca-certfile=/certs/ca.crt",
      "--ssl-certfile=/certs/server.pem",
      "--ssl-keyfile=/certs/server.key",
      "--enable-supernode-auth",
      "--health-server-address=0.0.0.0:9097",
    ] : null
  }

  # Terraform has no container type: absent settings must be absent, not null, or every plan would differ.
  containers = {
    for key, service in local.services : key => merge(
      {
        name      = service.name
        image     = var.images[key]
        essential = true
        portMappings = [
          for port in concat([service.port], local.extra_ports[key]) : { containerPort = port, hostPort = port, protocol = "tcp" }
        ]
        environment = [for name in sort(keys(service.environment)) : { name = name, value = service.environment[name] }]
        mountPoints = [
          for mount in local.mounts[key] : { sourceVolume = mount.point, containerPath = mount.path, readOnly = mount.read_only }
        ]
        logConfiguration = local.log_options[key]
      },
      key != "fl_server" ? {} : {
        secrets = [{ name = "INTERNAL_SERVICE_KEY", valueFrom = "${var.secret_arn}:internal_service_key::" }]
      },
      key != "fl_api" ? {} : { memoryReservation = service.size.memory },
      local.probes[key] == null ? {} : { healthCheck = local.probes[key] },
      local.commands[key] == null ? {} : { command = local.commands[key] },
      key == "fl_server" && local.flower ? { linuxParameters = { initProcessEnabled = true } } : {},
    )
  }
}

resource "aws_ecs_task_definition" "service" {
  for_each = local.services

  family                   = each.value.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = each.value.size.cpu
  memory                   = each.value.size.memory
  execution_role_arn       = aws_iam_role.execution[each.key].arn
  task_role_arn            = aws_iam_role.task[each.key].arn
  container_definitions    = jsonencode([local.containers[each.key]])

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
