terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7"
    }
  }

  # Bucket and region belong to an environment and are given at init (-backend-config).
  backend "s3" {
    key          = "flip/terraform.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}
