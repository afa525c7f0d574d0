/** What a cut-off apply left is found again under the right address and id, and nothing else is taken for it. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { knownArn } from '../../../src/phases/terraform/orphans/arns.ts';
import {
  hasNoPlaceYet,
  importIdByName,
  importIdOf,
  isRepeatable,
} from '../../../src/phases/terraform/orphans/import-ids.ts';
import { clearLedger, isEmpty, updateLedger } from '../../../src/phases/terraform/orphans/ledger.ts';
import { matchTagged } from '../../../src/phases/terraform/orphans/match.ts';
import type { PlannedThing } from '../../../src/tools/terraform/index.ts';

const planned = (type: string, values: Record<string, string> = {}, name?: string): PlannedThing => ({
  address: `module.m.${type}.${name ?? 'this'}`,
  type,
  values,
  tags: name === undefined ? {} : { Name: name },
});
const hook = (kind: string, action: string, addr: string, id?: string) =>
  JSON.stringify({
    '@message': '',
    type: kind,
    hook: {
      resource: { addr, module: '', resource_type: addr.split('.').at(-2), resource_name: 'x' },
      action,
      ...(id === undefined ? {} : { id_key: 'id', id_value: id }),
    },
  });

describe('import ids', () => {
  it.each<[string, Record<string, string>, string, string | undefined]>([
    ['aws_vpc', {}, 'vpc-1', 'vpc-1'],
    ['aws_ecs_cluster', { name: 'flip' }, 'arn:aws:ecs:eu-west-2:1:cluster/flip', 'flip'],
    ['aws_ecs_service', { name: 'api' }, 'arn:aws:ecs:eu-west-2:1:service/flip/api', 'flip/api'],
    ['aws_db_instance', { identifier: 'flip-db' }, 'db-ABC', 'flip-db'],
    [
      'aws_route',
      { destination_cidr_block: '0.0.0.0/0' },
      'r-rtb-0123456789abcdef01080289494',
      'rtb-0123456789abcdef0_0.0.0.0/0',
    ],
    ['aws_route_table_association', {}, 'rtbassoc-1', undefined],
    ['aws_route_table_association', { subnet_id: 's-1', route_table_id: 'rtb-1' }, 'rtbassoc-1', 's-1/rtb-1'],
    ['aws_wafv2_web_acl', { name: 'ui', scope: 'CLOUDFRONT' }, 'u-1', 'u-1/ui/CLOUDFRONT'],
    ['aws_s3_bucket_policy', { bucket: 'b' }, 'b', undefined],
  ])('%s %j made as %s is imported as %s', (type, values, id, wanted) => {
    expect(importIdOf(planned(type, values), id)).toBe(wanted);
  });

  it('a name stands in for an id only where no two things can have it', () => {
    expect(importIdByName(planned('aws_iam_role', { name: 'r' }))).toBe('r');
    expect(importIdByName(planned('aws_iam_role_policy', { role: 'r', name: 'p' }))).toBe('r:p');
    expect(importIdByName(planned('aws_iam_role_policy', { name: 'p' }))).toBeUndefined();
    expect(importIdByName(planned('aws_cognito_user_pool', { name: 'flip' }))).toBeUndefined();
    expect(isRepeatable('aws_ecs_task_definition')).toBe(true);
    expect(isRepeatable('aws_vpc')).toBe(false);
  });
});

describe('a service of ECS that still carries its tags', () => {
  it('cannot be there while its cluster is to be made, so no plan waits for it', () => {
    const service = planned('aws_ecs_service', { name: 'api' });
    expect(hasNoPlaceYet('aws_ecs_service', [planned('aws_ecs_cluster'), service])).toBe(true);
    expect(hasNoPlaceYet('aws_ecs_service', [service])).toBe(false);
    expect(hasNoPlaceYet('aws_vpc', [planned('aws_ecs_cluster')])).toBe(false);
  });
});

describe('things that carry the tags of an environment', () => {
  const vpc = (id: string, name?: string) => ({
    arn: `arn:aws:ec2:eu-west-2:1:vpc/${id}`,
    tags: name === undefined ? {} : { Name: name },
  });

  it('are matched by name, and never guessed between', () => {
    const one = matchTagged([vpc('vpc-1', 'flip')], [planned('aws_vpc', {}, 'flip')], new Set());
    expect(one.matched.map(({ found }) => found.importId)).toEqual(['vpc-1']);
    const two = matchTagged([vpc('vpc-1', 'flip'), vpc('vpc-2', 'flip')], [planned('aws_vpc', {}, 'flip')], new Set());
    expect([two.matched, two.unclear.length]).toEqual([[], 2]);
    const other = matchTagged([vpc('vpc-1', 'other')], [planned('aws_vpc', {}, 'flip')], new Set());
    expect([other.matched, other.stray.length]).toEqual([[], 1]);
  });

  it('are left alone when the state manages them, by id or by ARN', () => {
    for (const known of ['vpc-1', 'arn:aws:ec2:eu-west-2:1:vpc/vpc-1'])
      expect(matchTagged([vpc('vpc-1', 'flip')], [planned('aws_vpc', {}, 'flip')], new Set([known]))).toEqual({
        matched: [],
        unclear: [],
        stray: [],
      });
  });

  it('of a kind nobody knows are not touched', () => {
    expect(knownArn('arn:aws:lambda:eu-west-2:1:function:theirs')).toBeUndefined();
    expect(knownArn('arn:aws:wafv2:us-east-1:1:global/webacl/ui/u-1')?.importId).toBe('u-1/ui/CLOUDFRONT');
    expect(knownArn('arn:aws:sqs:eu-west-2:1:dlq')?.importId).toBe('https://sqs.eu-west-2.amazonaws.com/1/dlq');
  });
});

describe('what an apply said before it was cut off', () => {
  const held = (stateDir: string, run: string, lines: string[], exit?: Record<string, unknown>) => {
    const dir = join(stateDir, 'runs', run, 'held');
    mkdirSync(dir, { recursive: true });
    const holder = { pid: 1, started: 'long ago', boot: 'another', host: 'another' };
    writeFileSync(join(dir, 'apply.json'), JSON.stringify({ name: 'apply', holder, argv: [], startedAt: '' }));
    writeFileSync(join(dir, 'apply.out'), `${lines.join('\n')}\n{"type":"apply_comp`);
    if (exit) writeFileSync(join(dir, 'apply.exit.json'), JSON.stringify({ endedAt: '', signal: null, ...exit }));
  };
  const folder = () => mkdtempSync(join(tmpdir(), 'flip-hub-ledger-'));

  it('is kept by address until the state knows it, also when the next apply says something else', () => {
    const stateDir = folder();
    held(stateDir, '1', [
      hook('apply_start', 'create', 'aws_vpc.a'),
      hook('apply_complete', 'create', 'aws_vpc.a', 'vpc-1'),
      hook('apply_start', 'create', 'aws_eip.b'),
    ]);
    const wanted = { v: 1, made: { 'aws_vpc.a': { type: 'aws_vpc', id: 'vpc-1' } }, begun: { 'aws_eip.b': 'aws_eip' } };
    expect(updateLedger(stateDir, new Set())).toEqual(wanted);
    held(stateDir, '1', [], { exit: 1 });
    expect(updateLedger(stateDir, new Set())).toEqual(wanted);
    expect(updateLedger(stateDir, new Set(['aws_vpc.a'])).made).toEqual({});
    clearLedger(stateDir);
    expect(isEmpty(updateLedger(stateDir, new Set()))).toBe(true);
  });

  it('counts no more once a later apply ended well', () => {
    const stateDir = folder();
    held(stateDir, '1', [hook('apply_complete', 'create', 'aws_vpc.a', 'vpc-1')], { exit: null });
    held(stateDir, '2', [], { exit: 0 });
    expect(isEmpty(updateLedger(stateDir, new Set()))).toBe(true);
  });

  it('forgets what that apply deleted again', () => {
    const stateDir = folder();
    held(stateDir, '1', [
      hook('apply_complete', 'create', 'aws_vpc.a', 'vpc-1'),
      hook('apply_complete', 'delete', 'aws_vpc.a', 'vpc-1'),
    ]);
    expect(updateLedger(stateDir, new Set()).made).toEqual({});
  });
});
