output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "public_subnet_ids" {
  description = "Ids of the public subnets, once traffic can leave them."
  value       = aws_subnet.public[*].id
  depends_on  = [aws_route.public, aws_route_table_association.public]
}

output "private_subnet_ids" {
  description = "Ids of the private subnets."
  value       = aws_subnet.private[*].id
}

# For what needs to reach the outside world in order to start.
output "outbound_subnet_ids" {
  description = "Ids of the private subnets, once traffic can leave them."
  value       = aws_subnet.private[*].id
  depends_on  = [aws_route.private, aws_route_table_association.private]
}

output "nat_public_ip" {
  description = "Public address from which the private subnets are seen."
  value       = aws_eip.nat.public_ip
}

output "groups" {
  description = "Ids of the security groups of services, by name of the service."
  value       = { for key, group in aws_security_group.this : key => group.id }
}

output "bastion_group_id" {
  description = "Id of the bastion's security group."
  value       = aws_security_group.bastion.id
}

output "trust_group_id" {
  description = "Id of the trust host's security group; null without one."
  value       = one(aws_security_group.trust[*].id)
}

output "watched_group_ids" {
  description = "Every security group whose change raises an alert."
  value = sort(concat(
    values({ for key, group in aws_security_group.this : key => group.id }),
    [aws_security_group.bastion.id],
    aws_security_group.trust[*].id,
  ))
}
