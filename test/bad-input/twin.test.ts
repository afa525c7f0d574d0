/** Another operator on another machine: what one left unfinished, the other continues; and what the copy costs when it fails. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { journalKey, twinKey } from '../../src/aws/twin-store.ts';
import { EXIT } from '../../src/engine/exit-codes.ts';
import type { Checkpoint } from '../../src/engine/run/checkpoint.ts';
import { planJson } from '../tools/terraform/plan/plan-json.ts';
import { operator, STAG, STATE_BUCKET } from './support/operator.ts';

const op = await operator();
const VPC = planJson([{ address: 'module.network.aws_vpc.this', actions: ['create'], after: { cidr: '10.0.0.0/16' } }]);
const TWIN = `${STATE_BUCKET}/${twinKey('stag')}`;
const twin = () => JSON.parse(op.aws.objects.get(TWIN) ?? 'null') as Checkpoint | null;
const apply = (...more: string[]) => op.run(['apply', '--env', 'stag', '--yes', ...more]);

/** From here on commands are typed on another machine, which knows nothing of what was run. */
function elsewhere(): void {
  op.workspace = `${op.workspace}-elsewhere`;
  mkdirSync(op.workspace);
  op.envFile(STAG);
}

async function failedApply() {
  op.terraform({ planJson: VPC, apply: { exit: 1, stdout: '' } });
  const ended = await apply();
  expect(ended.exit).toBe(EXIT.failed);
  op.terraform({ planJson: VPC });
  return ended.events[0]?.run ?? '';
}

it('a run that failed on one machine is resumed on another: the same run, its owner named, its journal going on', async () => {
  const run = await failedApply();
  expect(twin()).toMatchObject({ run, open: true });
  const done = ['aws-login', 'fl-kits', 'import-persistent', 'init', 'plan', 'public-zone'];
  expect(Object.keys(twin()?.marks ?? {}).sort()).toEqual(done);
  expect(op.aws.objects.get(`${STATE_BUCKET}/${journalKey('stag', run)}`)).toContain('"phase-finished"');
  elsewhere();
  const resumed = await apply('--resume');
  expect(resumed.exit, JSON.stringify(resumed.errors)).toBe(EXIT.done);
  const [said] = resumed.of('warning').filter((w) => w.code === 'run-of-another');
  expect(said?.what).toContain(twin()?.user);
  expect(said?.what).toContain('init');
  expect(new Set(resumed.events.map((event) => event.run))).toEqual(new Set([run]));
  expect(twin()).toMatchObject({ run, open: false });
  const journal = readFileSync(join(op.stateDir(), 'runs', run, 'events.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const numbers = journal.map((line) => (JSON.parse(line) as { seq: number }).seq);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  expect(new Set(numbers).size).toBe(numbers.length);
});

it('nothing is believed there that does not prove itself: Terraform is initialised and plans again', async () => {
  await failedApply();
  elsewhere();
  const before = op.terraformCalls().length;
  expect((await apply('--resume')).exit).toBe(EXIT.done);
  const again = op
    .terraformCalls()
    .slice(before)
    .map(([command]) => command);
  expect(again).toEqual(expect.arrayContaining(['init', 'plan', 'apply']));
});

it('a run that was finished is not resumed anywhere', async () => {
  expect((await apply()).exit).toBe(EXIT.done);
  elsewhere();
  const ended = await apply('--resume');
  expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.usage, 'nothing-to-resume']);
});

it('the copy of another command is not taken for this one', async () => {
  await failedApply();
  elsewhere();
  const ended = await op.run(['plan', '--env', 'stag', '--resume']);
  expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.usage, 'nothing-to-resume']);
});

it('a copy that cannot be written is said once, and the deployment goes on', async () => {
  op.terraform({ planJson: VPC });
  op.aws.fault = (call) =>
    call.startsWith('PUT') && call.includes('checkpoint.json')
      ? { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }
      : undefined;
  const ended = await apply();
  expect([ended.exit, ended.of('warning').map((w) => w.code)]).toEqual([EXIT.done, ['twin-not-written']]);
});

it('a copy that cannot be read does not stop a resume where the run began', async () => {
  const run = await failedApply();
  op.aws.fault = (call) =>
    call.startsWith('GET') && call.includes('checkpoint.json')
      ? { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }
      : undefined;
  const resumed = await apply('--resume');
  expect([resumed.exit, resumed.events[0]?.run]).toEqual([EXIT.done, run]);
  expect(resumed.of('warning').map((w) => w.code)).toContain('twin-not-read');
});

it('the copy holds no secret of the environment file', async () => {
  await failedApply();
  const shared = [...op.aws.objects]
    .filter(([key]) => key.includes('/flip-hub/'))
    .map(([, text]) => text)
    .join('\n');
  for (const secret of STAG.matchAll(/^(?:INTERNAL_SERVICE_KEY|AES_KEY_BASE64|ADMIN_USER_PASSWORD)=(.+)$/gm))
    expect(shared).not.toContain(secret[1]);
});
