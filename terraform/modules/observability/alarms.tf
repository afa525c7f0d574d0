locals {
  # What an operator has to know before a user says so. Every alarm treats missing data as good news except those
  # whose metric exists as long as the thing lives.
  alarms = {
    api-unhealthy = {
      about      = "flip-api has no healthy task behind its load balancer"
      namespace  = "AWS/ApplicationELB", metric = "HealthyHostCount", statistic = "Minimum"
      over       = "LessThanThreshold", threshold = 1, minutes = 5
      dimensions = { LoadBalancer = var.balancers.api.balancer, TargetGroup = var.balancers.api.target }
      missing    = "breaching"
    }
    api-errors = {
      about      = "flip-api answers with errors of its own"
      namespace  = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count", statistic = "Sum"
      over       = "GreaterThanThreshold", threshold = 10, minutes = 5
      dimensions = { LoadBalancer = var.balancers.api.balancer }
      missing    = "notBreaching"
    }
    fl-endpoint-unhealthy = {
      about      = "fl-server does not answer on the FL endpoint"
      namespace  = "AWS/NetworkELB", metric = "HealthyHostCount", statistic = "Minimum"
      over       = "LessThanThreshold", threshold = 1, minutes = 5
      dimensions = { LoadBalancer = var.balancers.fl_server.balancer, TargetGroup = var.balancers.fl_server.target }
      missing    = "breaching"
    }
    database-storage = {
      about      = "The database has less than 2 GiB of storage left"
      namespace  = "AWS/RDS", metric = "FreeStorageSpace", statistic = "Minimum"
      over       = "LessThanThreshold", threshold = 2147483648, minutes = 5
      dimensions = { DBInstanceIdentifier = var.db_identifier }
      missing    = "breaching"
    }
    database-cpu = {
      about      = "The database computes at more than 90 %"
      namespace  = "AWS/RDS", metric = "CPUUtilization", statistic = "Average"
      over       = "GreaterThanThreshold", threshold = 90, minutes = 15
      dimensions = { DBInstanceIdentifier = var.db_identifier }
      missing    = "notBreaching"
    }
    fl-server-memory = {
      about      = "fl-server is about to run out of memory; checkpoints are large"
      namespace  = "AWS/ECS", metric = "MemoryUtilization", statistic = "Maximum"
      over       = "GreaterThanThreshold", threshold = 90, minutes = 5
      dimensions = { ClusterName = var.cluster_name, ServiceName = "fl-server-net-1" }
      missing    = "notBreaching"
    }
    undelivered-alerts = {
      about      = "An alert about a security group could not be delivered"
      namespace  = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", statistic = "Sum"
      over       = "GreaterThanThreshold", threshold = 0, minutes = 5
      dimensions = { QueueName = aws_sqs_queue.undelivered.name }
      missing    = "notBreaching"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "flip-${each.key}"
  alarm_description   = each.value.about
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = each.value.minutes * 60
  evaluation_periods  = 1
  comparison_operator = each.value.over
  threshold           = each.value.threshold
  treat_missing_data  = each.value.missing
  alarm_actions       = [aws_sns_topic.alerts.arn]
  ok_actions          = [aws_sns_topic.alerts.arn]
}
