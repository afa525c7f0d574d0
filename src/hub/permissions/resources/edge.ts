/** The ways in: CloudFront, firewall, load balancers, certificates, names. */
import { type ResourceRow, row } from '../row.ts';

const ELB_TAG = 'AddTags RemoveTags';
const cloudfront = (type: string, words: Parameters<typeof row>[2]) => row(type, 'cloudfront', words);

export const EDGE: readonly ResourceRow[] = [
  row('aws_lb', 'elasticloadbalancing', {
    create:
      'CreateLoadBalancer ModifyLoadBalancerAttributes iam:CreateServiceLinkedRole ec2:DescribeAccountAttributes ec2:DescribeAddresses ec2:DescribeInternetGateways ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs',
    read: 'DescribeLoadBalancers DescribeLoadBalancerAttributes DescribeCapacityReservation DescribeTags',
    update: 'ModifyLoadBalancerAttributes SetSecurityGroups SetSubnets SetIpAddressType ModifyCapacityReservation',
    delete: 'DeleteLoadBalancer ec2:DescribeNetworkInterfaces ec2:DetachNetworkInterface ec2:DeleteNetworkInterface',
    tag: ELB_TAG,
  }),
  row('aws_lb_target_group', 'elasticloadbalancing', {
    create: 'CreateTargetGroup ModifyTargetGroupAttributes',
    read: 'DescribeTargetGroups DescribeTargetGroupAttributes DescribeTags',
    update: 'ModifyTargetGroup ModifyTargetGroupAttributes',
    delete: 'DeleteTargetGroup',
    tag: ELB_TAG,
  }),
  row('aws_lb_listener', 'elasticloadbalancing', {
    create: 'CreateListener',
    read: 'DescribeListeners DescribeListenerAttributes DescribeTags',
    update: 'ModifyListener ModifyListenerAttributes',
    delete: 'DeleteListener',
    tag: ELB_TAG,
  }),
  row('aws_lb_listener_rule', 'elasticloadbalancing', {
    create: 'CreateRule',
    read: 'DescribeRules DescribeTags',
    update: 'ModifyRule SetRulePriorities',
    delete: 'DeleteRule',
    tag: ELB_TAG,
  }),
  cloudfront('aws_cloudfront_distribution', {
    create: 'CreateDistribution acm:DescribeCertificate acm:ListCertificates wafv2:GetWebACL',
    read: 'GetDistribution GetDistributionConfig ListTagsForResource',
    update: 'UpdateDistribution',
    delete: 'UpdateDistribution DeleteDistribution',
    tag: 'TagResource UntagResource',
  }),
  cloudfront('aws_cloudfront_function', {
    create: 'CreateFunction PublishFunction',
    read: 'DescribeFunction GetFunction',
    update: 'UpdateFunction PublishFunction',
    delete: 'DeleteFunction',
  }),
  cloudfront('aws_cloudfront_origin_access_control', {
    create: 'CreateOriginAccessControl',
    read: 'GetOriginAccessControl',
    update: 'UpdateOriginAccessControl',
    delete: 'DeleteOriginAccessControl',
  }),
  cloudfront('aws_cloudfront_origin_request_policy', {
    create: 'CreateOriginRequestPolicy',
    read: 'GetOriginRequestPolicy',
    update: 'UpdateOriginRequestPolicy',
    delete: 'DeleteOriginRequestPolicy',
  }),
  cloudfront('aws_cloudfront_response_headers_policy', {
    create: 'CreateResponseHeadersPolicy',
    read: 'GetResponseHeadersPolicy',
    update: 'UpdateResponseHeadersPolicy',
    delete: 'DeleteResponseHeadersPolicy',
  }),
  cloudfront('aws_cloudfront_vpc_origin', {
    create:
      'CreateVpcOrigin iam:CreateServiceLinkedRole ec2:DescribeInternetGateways ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs elasticloadbalancing:DescribeListeners elasticloadbalancing:DescribeLoadBalancers',
    read: 'GetVpcOrigin ListTagsForResource',
    update: 'UpdateVpcOrigin',
    delete: 'DeleteVpcOrigin',
    tag: 'TagResource UntagResource',
  }),
  row('aws_wafv2_web_acl', 'wafv2', {
    create: 'CreateWebACL iam:CreateServiceLinkedRole',
    read: 'GetWebACL ListTagsForResource',
    update: 'UpdateWebACL',
    delete: 'DeleteWebACL',
    tag: 'TagResource UntagResource',
  }),
  row('aws_wafv2_web_acl_logging_configuration', 'wafv2', {
    create:
      'PutLoggingConfiguration iam:CreateServiceLinkedRole logs:CreateLogDelivery logs:PutResourcePolicy logs:DescribeResourcePolicies logs:DescribeLogGroups',
    read: 'GetLoggingConfiguration',
    update: 'PutLoggingConfiguration',
    delete: 'DeleteLoggingConfiguration logs:DeleteLogDelivery',
  }),
  row('aws_acm_certificate', 'acm', {
    create: 'RequestCertificate',
    read: 'DescribeCertificate GetCertificate ListTagsForCertificate',
    update: 'UpdateCertificateOptions',
    delete: 'DeleteCertificate',
    tag: 'AddTagsToCertificate RemoveTagsFromCertificate',
  }),
  row('aws_acm_certificate_validation', 'acm', { create: 'DescribeCertificate', read: 'DescribeCertificate' }),
  row('aws_route53_record', 'route53', {
    create: 'GetHostedZone ChangeResourceRecordSets GetChange ListResourceRecordSets',
    read: 'GetHostedZone ListResourceRecordSets',
    update: 'ChangeResourceRecordSets GetChange',
    delete: 'ChangeResourceRecordSets GetChange',
  }),
  row('data.aws_route53_zone', 'route53', {
    read: 'ListHostedZones ListHostedZonesByName GetHostedZone ListResourceRecordSets ListTagsForResource',
  }),
  // Known to the provider by heart: nothing is asked.
  row('data.aws_cloudfront_log_delivery_canonical_user_id', 'cloudfront', {}),
];
