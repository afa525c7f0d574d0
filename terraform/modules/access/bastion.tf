# A machine inside the network for psql and diagnosis. No way in but SSM, no rights but SSM's.
resource "aws_key_pair" "operator" {
  key_name   = "flip-keypair"
  public_key = var.public_key
}

resource "aws_iam_role" "bastion" {
  name                 = "ec2-role"
  assume_role_policy   = data.aws_iam_policy_document.host_trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "bastion" {
  name   = "sessions"
  role   = aws_iam_role.bastion.id
  policy = data.aws_iam_policy_document.sessions.json
}

resource "aws_iam_instance_profile" "bastion" {
  name = "ec2-role-profile"
  role = aws_iam_role.bastion.name
}

resource "aws_instance" "bastion" {
  ami                         = local.image_id
  instance_type               = var.sizes.bastion
  subnet_id                   = var.subnet_id
  vpc_security_group_ids      = [var.bastion_group_id]
  associate_public_ip_address = false
  iam_instance_profile        = aws_iam_instance_profile.bastion.name
  key_name                    = aws_key_pair.operator.key_name

  # raising the number is the way to ask for a fresh bastion
  user_data                   = <<-EOT
    #!/bin/sh
    echo 1 > /etc/flip-bastion-generation
  EOT
  user_data_replace_on_change = true

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    volume_type           = "gp3"
    volume_size           = 10
    encrypted             = true
    delete_on_termination = true
  }

  tags = { Name = "Ec2Instance" }

  lifecycle {
    # the image parameter moves with every Ubuntu release; an apply must not replace a host for that
    ignore_changes = [ami]
  }
}
