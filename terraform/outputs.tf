# Read by the phases that follow an apply, and by operators. Names are part of the interface.

output "VpcId" {
  description = "Id of the VPC."
  value       = module.network.vpc_id
}

output "PrivateSubnetIds" {
  description = "Ids of the private subnets."
  value       = module.network.private_subnet_ids
}

output "NatGatewayPublicIp" {
  description = "Public address the hub's hosts and tasks are seen from."
  value       = module.network.nat_public_ip
}

output "Ec2InstanceId" {
  description = "Instance id of the bastion."
  value       = module.access.bastion_id
}

output "SsmCommand" {
  description = "Opens a shell on the bastion."
  value       = "aws ssm start-session --region ${var.aws_region} --target ${module.access.bastion_id}"
}

output "TrustEc2InstanceId" {
  description = "Instance id of the trust host; empty without one."
  value       = module.access.trust_id
}

output "TrustSsmCommand" {
  description = "Opens a shell on the trust host; empty without one."
  value       = var.deploy_trust_ec2 ? "aws ssm start-session --region ${var.aws_region} --target ${module.access.trust_id}" : ""
}

output "DbEndpoint" {
  description = "Host name of the database."
  value       = module.data.db_endpoint
}

output "DbProxyEndpoint" {
  description = "Host name of the database's proxy."
  value       = module.data.db_proxy_endpoint
}

output "DbSecretArn" {
  description = "ARN of the secret in which RDS keeps the master password."
  value       = module.data.db_secret_arn
}

output "CognitoUserPoolId" {
  description = "Id of the Cognito user pool."
  value       = module.persistent.user_pool_id
}

output "CognitoAppClientId" {
  description = "Id of the Cognito client."
  value       = module.persistent.user_pool_client_id
}

output "CognitoDomain" {
  description = "Prefix of the sign-in domain."
  value       = module.persistent.user_pool_domain
}

output "FlServerEndpoint" {
  description = "Public name of the FL endpoint."
  value       = module.edge.fl_endpoint
}

output "FlServerRawNlbDns" {
  description = "AWS's own name of the FL endpoint."
  value       = module.edge.fl_raw_endpoint
}

output "CloudfrontDistributionId" {
  description = "Id of the distribution."
  value       = module.edge.distribution_id
}

output "CloudfrontDistributionDomain" {
  description = "CloudFront's own name of the distribution."
  value       = module.edge.distribution_domain
}

output "FlipUiBucketName" {
  description = "Bucket of the UI's static files."
  value       = module.persistent.buckets["ui"].id
}

output "CertificateArn" {
  description = "ARN of the load balancer's certificate."
  value       = module.persistent.certificate_arn
}

output "EcsClusterName" {
  description = "Name of the ECS cluster."
  value       = module.compute.cluster_name
}

output "EcsServiceNames" {
  description = "Names of the ECS services: flip_api, fl_api, fl_server."
  value       = module.compute.service_names
}

output "OneShotTaskDefinitions" {
  description = "ARNs of the tasks a deployment runs once: provision, and for Flower register_keys."
  value       = module.compute.one_shot_task_definitions
}

output "FlServerSecurityGroupId" {
  description = "Security group in which the one-shot tasks run."
  value       = module.network.groups["fl_server"]
}

output "FlApiSecurityGroupId" {
  description = "Security group from which Flower's keys are registered."
  value       = module.network.groups["fl_api"]
}
