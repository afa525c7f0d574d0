/** Whose a thing is decides whether AWS is asked for it: what lies in our places is ours, a mere name is not. */
import { describe, expect, it } from 'vitest';
import type { HubContext } from '../../../src/phases/services.ts';
import { lookUp } from '../../../src/phases/terraform/orphans/look-ups.ts';
import { creationsOf } from '../../../src/tools/terraform/index.ts';
import { planJson } from '../../tools/terraform/plan/plan-json.ts';

/** An AWS that has a response headers policy and a rule, and counts who asks. */
function account() {
  const asked: string[] = [];
  const client = {
    send: async (command: { constructor: { name: string } }) => {
      asked.push(command.constructor.name);
      return {
        ResponseHeadersPolicyList: {
          Items: [{ ResponseHeadersPolicy: { Id: 'p-1', ResponseHeadersPolicyConfig: { Name: 'flip' } } }],
        },
        SecurityGroupRules: [
          {
            SecurityGroupRuleId: 'sgr-1',
            IsEgress: false,
            IpProtocol: 'tcp',
            FromPort: 443,
            ToPort: 443,
            CidrIpv4: '10.0.0.0/16',
          },
        ],
      };
    },
  };
  class ListResponseHeadersPoliciesCommand {}
  class DescribeSecurityGroupRulesCommand {}
  const sdk = { client, ListResponseHeadersPoliciesCommand, DescribeSecurityGroupRulesCommand };
  const aws = { cloudFront: async () => sdk, ec2: async () => sdk };
  return { asked, ctx: { services: { aws: () => aws, login: 'flip-hub aws-login' } } as unknown as HubContext };
}

const planned = (type: string, after: Record<string, unknown>, afterSensitive: unknown = {}) => {
  const { created } = creationsOf(
    planJson([{ address: `module.m.${type}.this`, actions: ['create'], after, afterSensitive }]),
  );
  const [first] = created;
  if (first === undefined) throw new Error('nothing is created');
  return first;
};

describe('looking for what is planned', () => {
  it('takes a name of the account only when an apply of ours had begun it, so that nobody else loses a policy', async () => {
    const { ctx, asked } = account();
    const policy = planned('aws_cloudfront_response_headers_policy', { name: 'flip' });
    expect(await lookUp(ctx, policy, false)).toBeUndefined();
    expect(asked).toEqual([]);
    expect(await lookUp(ctx, policy, true)).toBe('p-1');
  });

  it('takes a rule of a group of ours, once the group and the peer are known', async () => {
    const { ctx, asked } = account();
    const rule = { ip_protocol: 'tcp', from_port: 443, to_port: 443 };
    expect(await lookUp(ctx, planned('aws_vpc_security_group_ingress_rule', rule), true)).toBeUndefined();
    const placed = { ...rule, security_group_id: 'sg-1' };
    expect(await lookUp(ctx, planned('aws_vpc_security_group_ingress_rule', placed), true)).toBeUndefined();
    expect(asked).toEqual([]);
    const whole = planned('aws_vpc_security_group_ingress_rule', { ...placed, cidr_ipv4: '10.0.0.0/16' });
    expect(await lookUp(ctx, whole, false)).toBe('sgr-1');
    const out = planned('aws_vpc_security_group_egress_rule', { ...placed, cidr_ipv4: '10.0.0.0/16' });
    expect(await lookUp(ctx, out, false)).toBeUndefined();
  });

  it('reads the name in a block that occurs once, and never a sensitive one', () => {
    const block = [{ name: 'api', arn: 'secret' }];
    expect(planned('aws_cloudfront_vpc_origin', { endpoint: block }, { endpoint: [{ arn: true }] }).values).toEqual({
      'endpoint.name': 'api',
    });
    expect(planned('aws_x', { two: [{ name: 'a' }, { name: 'b' }] }).values).toEqual({});
    expect(planned('aws_x', { hidden: block }, { hidden: true }).values).toEqual({});
  });
});
