locals {
  tags = {
    Project     = "flip"
    ManagedBy   = "flip-hub"
    Environment = var.environment
  }
}

provider "aws" {
  region              = var.aws_region
  allowed_account_ids = [var.flip_aws_account_id]

  default_tags {
    tags = local.tags
  }
}

# CloudFront takes its certificate and its web ACL from us-east-1 only, wherever the hub itself stands.
provider "aws" {
  alias               = "us_east_1"
  region              = "us-east-1"
  allowed_account_ids = [var.flip_aws_account_id]

  default_tags {
    tags = local.tags
  }
}
