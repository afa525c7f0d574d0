# What programs outside this root need to know of it. Plain strings: none is a secret, and other accounts that read
# them cannot decrypt with a key of this one.
resource "aws_ssm_parameter" "this" {
  for_each = var.parameters

  name  = "/flip/${each.key}"
  type  = endswith(each.key, "_ids") ? "StringList" : "String"
  value = each.value
}
