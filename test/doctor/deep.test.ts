import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cloud } from '../../src/doctor/check.ts';
import { deepChecks } from '../../src/doctor/checks/deep.ts';
import { publicDnsChecks } from '../../src/doctor/checks/public-dns.ts';
import { doctorLines } from '../../src/doctor/report.ts';
import { runChecks } from '../../src/doctor/run-checks.ts';
import { HubError } from '../../src/engine/errors/hub-error.ts';
import { type Decision, DOCUMENTED_POLICIES } from '../../src/hub/permissions/documented.ts';
import { operatorActions } from '../../src/hub/permissions/operator-actions.ts';
import type { PublicDns } from '../../src/hub/public-zone/index.ts';
import { SAMPLE } from '../hub/env-file/sample.ts';
import { machine } from './machine.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'flip-hub-deep-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const cloud = (more: Partial<Cloud> = {}): Cloud => ({
  caller: async () => ({ account: '111122223333', arn: 'arn:aws:sts::111122223333:assumed-role/Operator/op' }),
  simulate: async (actions) => ({
    kind: 'answered',
    principal: 'r',
    decisions: new Map(actions.map((action) => [action, 'allowed'])),
  }),
  keyPairs: async () => [],
  zones: async () => [{ id: 'Z1', nameServers: ['ns-1.example.net'] }],
  ...more,
});
const nobody: PublicDns = {
  nameServers: async () => ({ kind: 'none', why: 'ENOTFOUND' }),
  certificateAuthorities: async () => ({ kind: 'none', why: 'ENODATA' }),
};
const served: PublicDns = { ...nobody, nameServers: async () => ({ kind: 'records', records: ['ns-1.example.net'] }) };

async function look(id: string, more: Partial<Cloud> = {}, dns: PublicDns = served) {
  const check = [...deepChecks, ...publicDnsChecks].find((one) => one.id === `${id}-stag`);
  if (check === undefined) throw new Error(`there is no check ${id}`);
  const [found] = await runChecks(
    [check],
    machine({ stag: SAMPLE, home, cloud: () => cloud(more), dns }),
    () => undefined,
  );
  if (found === undefined) throw new Error(`${id} was not looked at`);
  return found;
}
const decisions = (of: (action: string) => Decision) => ({
  simulate: async (actions: readonly string[]) => ({
    kind: 'answered' as const,
    principal: 'r',
    decisions: new Map(actions.map((action) => [action, of(action)])),
  }),
});

describe('permissions', () => {
  it('are fine only when every single action is allowed', async () => {
    const all = operatorActions().length;
    expect(await look('permissions')).toMatchObject({ verdict: 'ok', found: `all ${all} actions allowed` });
    const one = await look(
      'permissions',
      decisions((action) => (action === 'ec2:CreateVpc' ? 'missing' : 'allowed')),
    );
    expect(one).toMatchObject({ verdict: 'fail', found: `1 of ${all} actions missing` });
    expect(one.fix).toEqual([expect.stringMatching(/^attach AmazonEC2FullAccess: it allows ec2:CreateVpc$/)]);
    expect(one.attachment).toBeUndefined();
  });

  it('that IAM may not be asked about are not known, and nothing is claimed', async () => {
    const found = await look('permissions', { simulate: async () => ({ kind: 'refused', why: 'no right to ask' }) });
    expect(found).toMatchObject({ verdict: 'unknown', why: expect.stringContaining('nothing is proven') });
  });

  it('an action that IAM left out of its answer counts as missing', async () => {
    const found = await look('permissions', {
      simulate: async () => ({ kind: 'answered', principal: 'r', decisions: new Map() }),
    });
    expect(found.verdict).toBe('fail');
  });

  it('what no documented policy supplies is printed as a document that can be attached as it is', async () => {
    const found = await look(
      'permissions',
      decisions((action) => (action.startsWith('cloudfront:') || action.startsWith('ec2:') ? 'missing' : 'allowed')),
    );
    const lines = doctorLines(found).join('\n');
    const document = JSON.parse(lines.slice(lines.indexOf('{\n')));
    expect(document.Version).toBe('2012-10-17');
    const actions = document.Statement.flatMap((s: { Action: string[] }) => s.Action);
    expect(actions).toEqual(
      operatorActions()
        .map(({ action }) => action)
        .filter((a) => a.startsWith('cloudfront:')),
    );
    expect(lines).toContain('attach AmazonEC2FullAccess');
  });

  it('mail is optional: without it a hub can be deployed', async () => {
    const found = await look(
      'permissions',
      decisions((action) => (action.startsWith('ses:') ? 'missing' : 'allowed')),
    );
    expect(found).toMatchObject({ verdict: 'warn', fix: [expect.stringContaining('optional: only mail needs it')] });
  });

  it('what the organization takes away is not cured by another policy, and it says so', async () => {
    const found = await look(
      'permissions',
      decisions((action) => (action === 'iam:CreateRole' ? 'organization' : 'allowed')),
    );
    expect(found.why).toContain('iam:CreateRole is taken away by the organization');
    expect(found.fix?.join(' ')).not.toContain('IAMFullAccess');
  });

  it('every documented policy is in the table, and each supplies something a deployment uses', async () => {
    const nothing = await look(
      'permissions',
      decisions(() => 'missing'),
    );
    const told = nothing.fix?.join('\n') ?? '';
    // All that load balancing takes, the policy for EC2 allows as well.
    for (const { name } of DOCUMENTED_POLICIES)
      if (name !== 'ElasticLoadBalancingFullAccess') expect(told).toContain(`attach ${name}`);
  });
});

describe('the key pair in EC2', () => {
  const made = () => {
    mkdirSync(join(home, '.ssh'));
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, '.ssh', 'host-aws')]);
    return readFileSync(join(home, '.ssh', 'host-aws.pub'), 'utf8');
  };
  const known = (publicKey: string) => ({
    keyPairs: async () => [{ name: 'flip-keypair', fingerprint: '', publicKey }],
  });

  it('that is ours is fine, none yet is fine, and another one says who would be locked out', async () => {
    const own = made();
    expect(await look('ec2-key-pair')).toMatchObject({ verdict: 'ok', found: expect.stringContaining('none yet') });
    expect(await look('ec2-key-pair', known(own))).toMatchObject({ verdict: 'ok' });
    rmSync(join(home, '.ssh'), { recursive: true });
    made();
    expect(await look('ec2-key-pair', known(own))).toMatchObject({
      verdict: 'fail',
      why: expect.stringContaining('locked out'),
    });
  });
});

describe('the account and the public zone', () => {
  const signedOut = async () => {
    throw new HubError({ code: 'credentials', who: 'operator', what: 'the sign-in has ended', next: [], exit: 3 });
  };

  it('another account than the file names fails', async () => {
    const other = { caller: async () => ({ account: '999999999999', arn: 'arn:x/y' }) };
    expect(await look('account', other)).toMatchObject({
      verdict: 'fail',
      found: expect.stringContaining('111122223333'),
    });
  });

  it('a sign-in that ended fails once, with the command that signs in; the other rows know nothing', async () => {
    expect(await look('account', { caller: signedOut })).toMatchObject({
      verdict: 'fail',
      fix: [{ command: 'flip-hub aws-login --env stag' }],
    });
    expect(await look('permissions', { simulate: signedOut })).toMatchObject({ verdict: 'unknown' });
  });

  it('a zone that nobody is led to fails, with and without AWS', async () => {
    expect(await look('public-zone')).toMatchObject({ verdict: 'ok' });
    expect(await look('public-zone', {}, nobody)).toMatchObject({
      verdict: 'fail',
      found: expect.stringContaining('not delegated'),
    });
    expect(await look('public-dns', {}, nobody)).toMatchObject({ verdict: 'fail' });
    expect(await look('public-dns')).toMatchObject({ verdict: 'ok' });
  });

  it('certificates that CAA forbids fail without AWS being asked', async () => {
    const strict: PublicDns = {
      ...served,
      certificateAuthorities: async () => ({ kind: 'records', records: [{ tag: 'issue', value: 'letsencrypt.org' }] }),
    };
    expect(await look('public-dns', {}, strict)).toMatchObject({
      verdict: 'fail',
      found: expect.stringContaining("Amazon's"),
    });
  });
});
