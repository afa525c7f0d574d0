# Whoever changes a security group of the hub, by whatever means, is reported by mail. The rule knows the groups by
# id, so that it needs no program between CloudTrail and the mail. (CloudTrail has to record management events.)
locals {
  group_changes = [
    "AuthorizeSecurityGroupEgress",
    "AuthorizeSecurityGroupIngress",
    "DeleteSecurityGroup",
    "ModifySecurityGroupRules",
    "RevokeSecurityGroupEgress",
    "RevokeSecurityGroupIngress",
    "UpdateSecurityGroupRuleDescriptionsEgress",
    "UpdateSecurityGroupRuleDescriptionsIngress",
  ]
}

resource "aws_sns_topic" "alerts" {
  name = "flip-alerts"
}

data "aws_iam_policy_document" "alerts" {
  # EventBridge publishes without the keys that a condition could test
  statement {
    sid       = "ChangedGroups"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alerts.arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
  }

  statement {
    sid       = "Alarms"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alerts.arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}

resource "aws_sns_topic_policy" "alerts" {
  arn    = aws_sns_topic.alerts.arn
  policy = data.aws_iam_policy_document.alerts.json
}

resource "aws_sns_topic_subscription" "mail" {
  topic_arn = aws_sns_topic.alerts.arn
  protocol  = "email"
  endpoint  = var.alert_address
}

resource "aws_cloudwatch_event_rule" "group_changed" {
  name        = "flip-sg-drift"
  description = "A security group of the hub was changed"

  event_pattern = jsonencode({
    source      = ["aws.ec2"]
    detail-type = ["AWS API Call via CloudTrail"]
    detail = {
      eventSource = ["ec2.amazonaws.com"]
      eventName   = local.group_changes
      "$or" = [
        { requestParameters = { groupId = var.watched_group_ids } },
        { requestParameters = { ModifySecurityGroupRulesRequest = { GroupId = var.watched_group_ids } } },
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "mail" {
  rule = aws_cloudwatch_event_rule.group_changed.name
  arn  = aws_sns_topic.alerts.arn

  dead_letter_config {
    arn = aws_sqs_queue.undelivered.arn
  }

  input_transformer {
    input_paths = {
      event = "$.detail.eventName"
      time  = "$.time"
      who   = "$.detail.userIdentity.arn"
    }
    input_template = "\"<who> called <event> on a security group of the FLIP hub at <time>.\""
  }
}

resource "aws_sqs_queue" "undelivered" {
  name                       = "flip-sg-drift-dlq"
  message_retention_seconds  = 1209600
  visibility_timeout_seconds = 30
  sqs_managed_sse_enabled    = true
}

data "aws_iam_policy_document" "undelivered" {
  statement {
    sid       = "OnlyTheRule"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.undelivered.arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.group_changed.arn]
    }
  }
}

resource "aws_sqs_queue_policy" "undelivered" {
  queue_url = aws_sqs_queue.undelivered.id
  policy    = data.aws_iam_policy_document.undelivered.json
}
