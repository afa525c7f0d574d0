# module.observability alone: the budget, which no stand-in of AWS holds, and the alert.
variables {
  alert_address      = "flip@example.org"
  account_id         = "111122223333"
  log_retention_days = 90
  monthly_budget_usd = 0
  trust_host         = false
  watched_group_ids  = ["sg-0123456789abcdef0"]
  cluster_name       = "flip-cluster"
  db_identifier      = "flip-database"
  balancers = {
    api       = { balancer = "app/flip-alb/0123456789abcdef", target = "targetgroup/ecs-flip-api/0123456789abcdef" }
    fl_server = { balancer = "net/flip-fl-server-nlb/0123456789abcdef", target = "targetgroup/ecs-fl-server-tcp/0123456789abcdef" }
  }
}

run "no_budget_unless_asked_for" {
  command = plan
  module { source = "./modules/observability" }

  assert {
    condition     = length(aws_budgets_budget.month) == 0
    error_message = "A budget that nobody asked for."
  }
}

run "a_budget_warns_before_it_is_spent" {
  command = plan
  module { source = "./modules/observability" }
  variables {
    monthly_budget_usd = 500
  }

  assert {
    condition = (
      aws_budgets_budget.month[0].limit_amount == "500" &&
      sort([for note in aws_budgets_budget.month[0].notification : "${note.notification_type} ${note.threshold}"])
      == tolist(["ACTUAL 100", "ACTUAL 80", "FORECASTED 100"])
    )
    error_message = "The budget does not warn as promised."
  }

  assert {
    condition     = alltrue([for note in aws_budgets_budget.month[0].notification : note.subscriber_email_addresses == toset(["flip@example.org"])])
    error_message = "Nobody is told of the budget."
  }
}

run "changed_groups_are_reported_by_id" {
  command = plan
  module { source = "./modules/observability" }

  assert {
    condition     = strcontains(aws_cloudwatch_event_rule.group_changed.event_pattern, "sg-0123456789abcdef0")
    error_message = "The alert does not know the hub's groups."
  }

  assert {
    condition     = alltrue([for group in values(aws_cloudwatch_log_group.service) : group.retention_in_days == 90])
    error_message = "A log group without an end."
  }
}
