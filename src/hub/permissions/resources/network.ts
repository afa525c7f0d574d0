/** Addresses, routes, groups and endpoints: all of them EC2's. */
import { type ResourceRow, row } from '../row.ts';

const TAG = 'CreateTags DeleteTags';
const RULES = 'DescribeSecurityGroupRules';
const ec2 = (type: string, words: Parameters<typeof row>[2]) => row(type, 'ec2', { tag: TAG, ...words });

export const NETWORK: readonly ResourceRow[] = [
  ec2('aws_vpc', {
    create: 'CreateVpc ModifyVpcAttribute',
    read: 'DescribeVpcs DescribeVpcAttribute DescribeNetworkAcls DescribeRouteTables DescribeSecurityGroups',
    update: 'ModifyVpcAttribute',
    delete: 'DeleteVpc',
  }),
  ec2('aws_subnet', {
    create: 'CreateSubnet ModifySubnetAttribute',
    read: 'DescribeSubnets',
    update: 'ModifySubnetAttribute',
    delete: 'DeleteSubnet DescribeNetworkInterfaces DeleteNetworkInterface DetachNetworkInterface',
  }),
  ec2('aws_internet_gateway', {
    create: 'CreateInternetGateway AttachInternetGateway',
    read: 'DescribeInternetGateways',
    update: 'AttachInternetGateway DetachInternetGateway',
    delete: 'DetachInternetGateway DeleteInternetGateway',
  }),
  ec2('aws_nat_gateway', {
    create: 'CreateNatGateway',
    read: 'DescribeNatGateways',
    update: 'AssociateNatGatewayAddress DisassociateNatGatewayAddress',
    delete: 'DeleteNatGateway',
  }),
  ec2('aws_eip', {
    create: 'AllocateAddress',
    read: 'DescribeAddresses DescribeAddressesAttribute',
    update: 'AssociateAddress DisassociateAddress',
    delete: 'DisassociateAddress ReleaseAddress',
  }),
  ec2('aws_route_table', {
    create: 'CreateRouteTable',
    read: 'DescribeRouteTables',
    update: 'CreateRoute ReplaceRoute DeleteRoute',
    delete: 'DisassociateRouteTable DeleteRouteTable',
  }),
  ec2('aws_route', {
    create: 'CreateRoute',
    read: 'DescribeRouteTables',
    update: 'ReplaceRoute',
    delete: 'DeleteRoute',
    tag: '',
  }),
  ec2('aws_route_table_association', {
    create: 'AssociateRouteTable',
    read: 'DescribeRouteTables',
    update: 'ReplaceRouteTableAssociation',
    delete: 'DisassociateRouteTable',
    tag: '',
  }),
  ec2('aws_vpc_dhcp_options', {
    create: 'CreateDhcpOptions',
    read: 'DescribeDhcpOptions',
    delete: 'DescribeVpcs AssociateDhcpOptions DeleteDhcpOptions',
  }),
  ec2('aws_vpc_dhcp_options_association', {
    create: 'AssociateDhcpOptions',
    read: 'DescribeVpcs',
    update: 'AssociateDhcpOptions',
    delete: 'AssociateDhcpOptions',
    tag: '',
  }),
  ec2('aws_vpc_endpoint', {
    create: 'CreateVpcEndpoint',
    read: 'DescribeVpcEndpoints DescribePrefixLists DescribeNetworkInterfaces',
    update: 'ModifyVpcEndpoint',
    delete: 'DeleteVpcEndpoints',
  }),
  ec2('aws_default_security_group', {
    create: 'RevokeSecurityGroupIngress RevokeSecurityGroupEgress',
    read: 'DescribeSecurityGroups',
    update:
      'AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress RevokeSecurityGroupEgress',
  }),
  ec2('aws_security_group', {
    create: 'CreateSecurityGroup RevokeSecurityGroupEgress AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress',
    read: 'DescribeSecurityGroups',
    update:
      'AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress RevokeSecurityGroupEgress',
    delete: 'DescribeNetworkInterfaces DetachNetworkInterface DeleteNetworkInterface DeleteSecurityGroup',
  }),
  ec2('aws_vpc_security_group_ingress_rule', {
    create: 'AuthorizeSecurityGroupIngress',
    read: RULES,
    update: 'ModifySecurityGroupRules',
    delete: 'RevokeSecurityGroupIngress',
  }),
  ec2('aws_vpc_security_group_egress_rule', {
    create: 'AuthorizeSecurityGroupEgress',
    read: RULES,
    update: 'ModifySecurityGroupRules',
    delete: 'RevokeSecurityGroupEgress',
  }),
  row('aws_service_discovery_private_dns_namespace', 'servicediscovery', {
    // Cloud Map makes the hosted zone with the caller's own permissions.
    create:
      'CreatePrivateDnsNamespace GetOperation route53:CreateHostedZone route53:GetHostedZone route53:ListHostedZonesByName route53:AssociateVPCWithHostedZone ec2:DescribeVpcs ec2:DescribeRegions',
    read: 'GetNamespace ListTagsForResource',
    update: 'UpdatePrivateDnsNamespace GetOperation',
    delete: 'DeleteNamespace GetOperation route53:DeleteHostedZone',
    tag: 'TagResource UntagResource',
  }),
  row('aws_service_discovery_service', 'servicediscovery', {
    create: 'CreateService',
    read: 'GetService ListTagsForResource',
    update: 'UpdateService GetOperation',
    delete: 'DeleteService ListInstances DeregisterInstance GetOperation',
    tag: 'TagResource UntagResource',
  }),
  row('data.aws_availability_zones', 'ec2', { read: 'DescribeAvailabilityZones' }),
  row('data.aws_ec2_managed_prefix_list', 'ec2', { read: 'DescribeManagedPrefixLists GetManagedPrefixListEntries' }),
  row('data.aws_security_group', 'ec2', { read: 'DescribeSecurityGroups' }),
];
