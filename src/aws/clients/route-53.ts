/** Route 53: the public zone an operator owns before a first deployment. */
export { GetHostedZoneCommand, ListHostedZonesByNameCommand, Route53Client } from '@aws-sdk/client-route-53';
