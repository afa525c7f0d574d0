data "aws_ssm_parameter" "ubuntu" {
  count = var.image_id == "" ? 1 : 0

  name = "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id"
}

locals {
  image_id = var.image_id == "" ? data.aws_ssm_parameter.ubuntu[0].insecure_value : var.image_id
}

# What SSM's agent needs for sessions, and no more. AWS's managed policy also reads every parameter of the account,
# among them the kits of trusts while they are handed over. None of these actions has resources.
data "aws_iam_policy_document" "sessions" {
  statement {
    sid = "Sessions"
    actions = [
      "ssm:UpdateInstanceInformation",
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "host_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}
