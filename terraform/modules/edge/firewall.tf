# The web ACL. It counts before it blocks: what the managed rules would refuse of real traffic is not known until
# their log was read. us-east-1, as everything that CloudFront takes.
locals {
  managed_rules = {
    AWSManagedRulesCommonRuleSet          = { priority = 10, metric = "flipUiCommonRuleSet", block = false }
    AWSManagedRulesKnownBadInputsRuleSet  = { priority = 20, metric = "flipUiKnownBadInputs", block = false }
    AWSManagedRulesAmazonIpReputationList = { priority = 30, metric = "flipUiIpReputation", block = var.block_ip_reputation }
  }
}

resource "aws_wafv2_web_acl" "this" {
  provider = aws.us_east_1

  name        = "flip-ui-${local.dashed}"
  description = "FLIP ${var.public_name}"
  scope       = "CLOUDFRONT"

  default_action {
    allow {}
  }

  dynamic "rule" {
    for_each = local.managed_rules

    content {
      name     = rule.key
      priority = rule.value.priority

      override_action {
        dynamic "count" {
          for_each = rule.value.block ? [] : [true]
          content {}
        }

        dynamic "none" {
          for_each = rule.value.block ? [true] : []
          content {}
        }
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.key
        }
      }

      visibility_config {
        metric_name                = rule.value.metric
        cloudwatch_metrics_enabled = true
        sampled_requests_enabled   = true
      }
    }
  }

  rule {
    name     = "RateLimit"
    priority = 100

    action {
      count {}
    }

    statement {
      rate_based_statement {
        limit              = var.rate_limit
        aggregate_key_type = "IP"
      }
    }

    visibility_config {
      metric_name                = "flipUiRateLimit"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
    }
  }

  visibility_config {
    metric_name                = "flipUiWebAcl"
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = true
  }
}

resource "aws_cloudwatch_log_group" "firewall" {
  provider = aws.us_east_1

  name              = "aws-waf-logs-flip-ui-${local.dashed}" # the prefix is AWS's demand
  retention_in_days = var.log_retention_days
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  provider = aws.us_east_1

  resource_arn            = aws_wafv2_web_acl.this.arn
  log_destination_configs = [aws_cloudwatch_log_group.firewall.arn]

  # tokens of people and keys of trusts do not belong in a log
  dynamic "redacted_fields" {
    for_each = toset([for header in ["Authorization", var.trust_key_header, var.internal_key_header] : lower(header)])

    content {
      single_header {
        name = redacted_fields.key
      }
    }
  }
}
