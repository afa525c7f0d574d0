# What each service mounts of the file system: access point, path in the container, and whether it may only read.
locals {
  flower      = var.fl.backend == "flower"
  checkpoints = "/app/server-checkpoints"

  certificates = { point = "fl_server_certs", path = "/certs", read_only = true }
  keys         = { point = "fl_server_keys", path = "/keys", read_only = true }
  jobs         = { point = "fl_jobs", path = "/app/src", read_only = false }

  mounts = {
    flip_api = []
    fl_api = local.flower ? [local.certificates, local.jobs] : [
      { point = "fl_api_local", path = "${var.fl.admin_directory}/local", read_only = false },
      { point = "fl_api_startup", path = "${var.fl.admin_directory}/startup", read_only = false },
      { point = "fl_checkpoints", path = local.checkpoints, read_only = false },
    ]
    fl_server = local.flower ? [local.certificates, local.jobs] : [
      { point = "fl_server_local", path = "/app/local", read_only = false },
      { point = "fl_server_startup", path = "/app/startup", read_only = false },
      { point = "fl_server_transfer", path = "/app/transfer", read_only = false },
      { point = "fl_checkpoints", path = local.checkpoints, read_only = false },
    ]
    provision = local.flower ? [
      { point = "fl_server_certs", path = "/mnt/flower-certs", read_only = false },
      { point = "fl_server_keys", path = "/mnt/flower-keys", read_only = false },
      { point = "fl_jobs", path = "/mnt/flower-jobs", read_only = false },
      ] : [
      { point = "fl_api_local", path = "/mnt/fl-api/local", read_only = false },
      { point = "fl_api_startup", path = "/mnt/fl-api/startup", read_only = false },
      { point = "fl_server_local", path = "/mnt/fl-server/local", read_only = false },
      { point = "fl_server_startup", path = "/mnt/fl-server/startup", read_only = false },
      { point = "fl_server_transfer", path = "/mnt/fl-server/transfer", read_only = false },
    ]
    register_keys = [local.certificates, local.keys]
  }

  # Access points a task role may mount, and which of them it may write.
  mountable = {
    flip_api  = { all = [], writable = [] }
    fl_api    = { all = local.mounts.fl_api[*].point, writable = [for mount in local.mounts.fl_api : mount.point if !mount.read_only] }
    fl_server = { all = local.mounts.fl_server[*].point, writable = [for mount in local.mounts.fl_server : mount.point if !mount.read_only] }
    provision = { all = local.mounts.provision[*].point, writable = local.mounts.provision[*].point }
    keys      = { all = local.mounts.register_keys[*].point, writable = [] }
  }
}
