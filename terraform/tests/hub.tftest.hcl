# The plan of the example whose values are given: what environment and FL backend decide.
run "what_the_environment_decides" {
  command = plan

  assert {
    condition     = local.log_retention_days == (var.environment == "prod" ? 365 : 90)
    error_message = "Logs are not kept as long as the environment asks."
  }

  assert {
    condition     = local.db_backup_days == (var.environment == "prod" ? 30 : 7)
    error_message = "Backups are not kept as long as the environment asks."
  }

  assert {
    condition     = local.fl_container_port == (var.fl_backend == "flower" ? 9092 : 8002)
    error_message = "The FL endpoint forwards to a port on which the FL server does not listen."
  }

  assert {
    condition     = local.kit_date != "" && local.kit_prefix == (var.fl_backend == "flower" ? "fl-flower-participant-kits" : "fl-flare-participant-kits")
    error_message = "The kits of the other backend would be used."
  }
}
