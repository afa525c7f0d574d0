# The sender and the hub's mails. AWS sends the sender one mail with a link; nothing leaves until it was followed.
locals {
  subjects = {
    flip-access-request        = "FLIP: {{name}} asks for access"
    flip-xnat-invite           = "Your XNAT account at {{trust_name}}"
    flip-xnat-added-to-project = "You were added to {{project_name}} at {{trust_name}}"
  }
}

resource "aws_ses_email_identity" "sender" {
  email = var.sender
}

resource "aws_ses_template" "this" {
  for_each = local.subjects

  name    = each.key
  subject = each.value
  html    = file("${var.templates_directory}/email/${each.key}.html")
  text    = file("${var.templates_directory}/email/${each.key}.txt")
}
