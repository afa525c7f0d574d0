data "aws_ssm_parameter" "ubuntu" {
  count = var.image_id == "" ? 1 : 0

  name = "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id"
}

locals {
  image_id = var.image_id == "" ? data.aws_ssm_parameter.ubuntu[0].insecure_value : var.image_id
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
