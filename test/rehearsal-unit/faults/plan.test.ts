/** Which call a fault strikes: the same ones again with the same seed, in whatever order they come. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draw } from '../../../src/rehearsal/faults/draw.ts';
import { FaultPlan } from '../../../src/rehearsal/faults/plan.ts';
import { KnownIds, resourceKey } from '../../../src/rehearsal/faults/resource-key.ts';
import { type FaultSpec, parseFaults } from '../../../src/rehearsal/faults/spec.ts';
import { json } from '../../../src/rehearsal/gateway/answer.ts';
import { type Call, describeCall } from '../../../src/rehearsal/gateway/call.ts';
import type { Fault } from '../../../src/rehearsal/gateway/faults.ts';
import { awsError } from '../../../src/rehearsal/gateway/protocol/errors.ts';
import { authorization } from '../support/aws-client.ts';

const spec = (text: string): FaultSpec => parseFaults(text) as FaultSpec;

function query(service: string, fields: Record<string, string>): Call {
  return describeCall({
    method: 'POST',
    url: '/',
    headers: { authorization: authorization(service), 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(new URLSearchParams(fields).toString()),
  });
}

function target(service: string, name: string, body: unknown): Call {
  return describeCall({
    method: 'POST',
    url: '/',
    headers: { authorization: authorization(service), 'x-amz-target': name },
    body: Buffer.from(JSON.stringify(body)),
  });
}

const rest = (service: string, method: string, url: string, body = ''): Call =>
  describeCall({ method, url, headers: { authorization: authorization(service) }, body: Buffer.from(body) });

const role = (name: string) => query('iam', { Action: 'CreateRole', RoleName: name });

describe('the draw', () => {
  it('strikes about as many calls as the shares say', () => {
    const rates = spec('throttle=0.05,5xx=0.02,drop-before=0.01,drop-after=0.01,seed=7');
    const counts: Record<string, number> = {};
    for (let n = 0; n < 20_000; n += 1) {
      const kind = draw(rates, { service: 'ec2', operation: 'DescribeVpcs', key: 'a', n })?.kind ?? 'none';
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    expect(counts.throttle).toBeGreaterThan(900);
    expect(counts.throttle).toBeLessThan(1100);
    expect(counts['5xx']).toBeGreaterThan(330);
    expect(counts['drop-before']).toBeGreaterThan(150);
    expect(counts['drop-after']).toBeGreaterThan(150);
    expect(counts.none).toBeGreaterThan(18_000);
  });

  it('strikes other calls with another seed', () => {
    const struck = (seed: number) =>
      Array.from(
        { length: 200 },
        (_, n) => draw(spec(`throttle=0.5,seed=${seed}`), { service: 's3', operation: 'PUT', key: '/b', n })?.kind,
      );
    expect(struck(1)).toEqual(struck(1));
    expect(struck(1)).not.toEqual(struck(2));
  });

  it('leaves alone what was not named', () => {
    const only = spec('drop-after=1,only=iam.CreateRole+s3');
    const kind = (service: string, operation: string) => draw(only, { service, operation, key: '', n: 0 })?.kind;
    expect([
      kind('iam', 'CreateRole'),
      kind('s3', 'PUT'),
      kind('iam', 'CreatePolicy'),
      kind('ec2', 'CreateVpc'),
    ]).toEqual(['drop-after', 'drop-after', undefined, undefined]);
  });
});

describe('a plan of faults', () => {
  const kindOf = (fault: Fault | undefined) => fault?.injected ?? fault?.kind ?? 'none';

  it('is the same in whatever order concurrent calls arrive, or a seed would not repeat a failure', () => {
    const names = ['a', 'b', 'c', 'a', 'b', 'a', 'd'];
    const told = (order: string[]) => {
      const plan = new FaultPlan();
      plan.use(spec('throttle=0.3,5xx=0.2,drop-after=0.2,seed=11'));
      const faults = new Map<string, string[]>();
      for (const name of order) faults.set(name, [...(faults.get(name) ?? []), kindOf(plan.faultFor(role(name)))]);
      return faults;
    };
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: names.length }), (order) => {
        expect(told(order)).toEqual(told(names));
      }),
    );
  });

  it('does not know made-up identifiers apart by their letters, but by what they were made for', () => {
    const faults = (vpc: string, other: string) => {
      const plan = new FaultPlan();
      plan.use(spec('throttle=0.2,5xx=0.2,seed=5'));
      const made = (cidr: string, id: string) => {
        const call = query('ec2', { Action: 'CreateVpc', CidrBlock: cidr });
        plan.faultFor(call);
        plan.answered(call, json({ vpcId: id }));
      };
      made('10.0.0.0/16', vpc);
      made('10.1.0.0/16', other);
      return [vpc, other].map((id) =>
        Array.from({ length: 30 }, () =>
          kindOf(plan.faultFor(query('ec2', { Action: 'DescribeVpcs', 'VpcId.1': id }))),
        ),
      );
    };
    const [first, second] = faults('vpc-0123456789abcdef0', 'vpc-ffffffffffff00000');
    expect(faults('vpc-aaaaaaaaaaaaaaaa1', 'vpc-bbbbbbbbbbbbbbbb2')).toEqual([first, second]);
    expect(first).not.toEqual(second);
  });

  it("spares an operator's own aws command", () => {
    const plan = new FaultPlan();
    plan.use(spec('5xx=1'));
    const asked = role('a');
    asked.headers['user-agent'] = 'aws-cli/2.31 md/x';
    expect(plan.faultFor(asked)).toBeUndefined();
    expect(plan.faultFor(role('a'))).toBeDefined();
  });

  it('can be turned off while it runs', () => {
    const plan = new FaultPlan();
    plan.use(spec('5xx=1'));
    plan.use(undefined);
    expect(plan.faultFor(role('a'))).toBeUndefined();
    expect(plan.text).toBe('off');
  });

  it('makes every call late without striking it, and a struck one late too', () => {
    const plan = new FaultPlan();
    plan.use(spec('latency=300ms'));
    expect(plan.faultFor(role('a'))).toEqual({ kind: 'delay', ms: 300, injected: 'latency' });
    plan.use(spec('latency=300ms,drop-before=1'));
    expect(plan.faultFor(role('a'))).toEqual({ kind: 'drop-before', injected: 'drop-before', delayMs: 300 });
  });

  it.each([
    ['ec2', query('ec2', { Action: 'CreateVpc' }), 503, '<Code>RequestLimitExceeded</Code>'],
    ['a query service', role('a'), 400, '<Code>Throttling</Code>'],
    ['a JSON service', target('logs', 'Logs_20140328.CreateLogGroup', {}), 400, '"__type":"ThrottlingException"'],
    ['Cognito', target('cognito-idp', 'A.CreateUserPool', {}), 400, '"__type":"TooManyRequestsException"'],
    ['S3', rest('s3', 'PUT', '/bucket'), 503, '<Code>SlowDown</Code>'],
    ['CloudFront', rest('cloudfront', 'POST', '/2020-05-31/distribution'), 400, '<Code>Throttling</Code>'],
    ['SES v2', rest('ses', 'POST', '/v2/email/identities', '{}'), 429, '"__type":"TooManyRequestsException"'],
    ['EFS', rest('elasticfilesystem', 'POST', '/2015-02-01/file-systems', '{}'), 429, '"__type":"ThrottlingException"'],
  ])('throttles %s in its own words, or no client would try again', (_, call, status, words) => {
    const plan = new FaultPlan();
    plan.use(spec('throttle=1'));
    const fault = plan.faultFor(call);
    if (fault?.kind !== 'answer') throw new Error('not throttled');
    const said = awsError(call, fault.status, fault.code, fault.message);
    expect(said.status).toBe(status);
    expect(said.body.toString()).toContain(words);
  });
});

describe('what a call is about', () => {
  const key = (call: Call) => resourceKey(call, new KnownIds());

  it('tells two resources of one kind apart', () => {
    expect(key(role('a'))).not.toBe(key(role('b')));
    expect(key(rest('s3', 'PUT', '/one?versioning'))).not.toBe(key(rest('s3', 'PUT', '/two?versioning')));
    expect(key(rest('s3', 'PUT', '/one?versioning'))).not.toBe(key(rest('s3', 'PUT', '/one?encryption')));
    expect(key(target('logs', 'L.CreateLogGroup', { logGroupName: '/a' }))).not.toBe(
      key(target('logs', 'L.CreateLogGroup', { logGroupName: '/b' })),
    );
  });

  it.each([
    ['ClientToken', 'abc', 'def'],
    ['CallerReference', '1', '2'],
    ['SecretString', 'hunter2', 'hunter3'],
    ['MasterUserPassword', 'hunter2', 'hunter3'],
    ['GroupName', 'alb-20261123104455123400000001', 'alb-20261124104455123400000007'],
    ['VpcId', 'vpc-0123456789abcdef0', 'vpc-0fedcba9876543210'],
    ['KeyId', '6f1e0a34-1111-4111-8111-0123456789ab', '7f1e0a34-1111-4111-8111-0123456789ab'],
    [
      'SecretId',
      'arn:aws:secretsmanager:eu-west-2:1:secret:FLIP-AbCdEf',
      'arn:aws:secretsmanager:eu-west-2:1:secret:FLIP-ghIJkl',
    ],
    ['UserPoolId', 'eu-west-2_Ab3dEf7hI', 'eu-west-2_zzzzzzz99'],
  ])('does not depend on %s, which is another in every run', (name, one, other) => {
    expect(key(target('x', 'X.Do', { [name]: one }))).toBe(key(target('x', 'X.Do', { [name]: other })));
    expect(key(query('x', { Action: 'Do', [name]: one }))).toBe(key(query('x', { Action: 'Do', [name]: other })));
  });
});
