/** Terraform that is missing, old, crashing, killed, cut off or locked out: who can fix it, what to do, and nothing lost. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { planJson } from '../tools/terraform/plan/plan-json.ts';
import { type Ended, operator, STATE_BUCKET } from './support/operator.ts';

const op = await operator();
const VPC = planJson([{ address: 'module.network.aws_vpc.this', actions: ['create'], after: { cidr: '10.0.0.0/16' } }]);
const PLAN = ['plan', '--env', 'stag'];
const APPLY = ['apply', '--env', 'stag', '--yes'];

const LOCKED = readFileSync(new URL('../tools/terraform/fixtures/state-lock-error.jsonl', import.meta.url), 'utf8');
const diagnostic = (summary: string, detail: string) =>
  `${JSON.stringify({ '@level': 'error', '@message': `Error: ${summary}`, '@module': 'terraform.ui', type: 'diagnostic', diagnostic: { severity: 'error', summary, detail } })}\n`;

/** Every error has what a person needs, and none blames flip-hub. */
function expectHelpful(ended: Ended): void {
  expect(ended.errors.length).toBeGreaterThan(0);
  for (const error of ended.errors) {
    expect(error).toMatchObject({ what: expect.stringMatching(/\S/), who: expect.not.stringMatching('bug') });
    expect(error.next.length).toBeGreaterThan(0);
    expect(error.code).not.toBe('bug');
  }
}
const commandsOf = () => op.terraformCalls().map(([command]) => command);
const plansOnDisk = (env = 'stag') =>
  readdirSync(join(op.stateDir(env), 'runs')).filter((run) =>
    existsSync(join(op.stateDir(env), 'runs', run, 'plan.tfplan')),
  );

describe('the fake answers as Terraform does', () => {
  it('a plan and its apply go through, or every other test here would prove nothing', async () => {
    op.terraform({ planJson: VPC });
    const ended = await op.run(APPLY);
    expect(ended.errors).toEqual([]);
    expect(ended.exit).toBe(EXIT.done);
    expect(commandsOf()).toEqual(expect.arrayContaining(['init', 'plan', 'show', 'apply']));
    expect(plansOnDisk()).toEqual([]);
  });
});

describe('a Terraform that cannot be used', () => {
  it('OpenTofu that was asked for and is missing: exit 4, and Terraform does not silently take its place', async () => {
    const ended = await op.run([...PLAN, '--opentofu']);
    expect(ended.exit).toBe(EXIT.precondition);
    expect(ended.errors[0]).toMatchObject({ code: 'terraform-missing', what: 'tofu is not installed' });
    expectHelpful(ended);
    expect([...op.aws.objects.keys()]).toEqual([]);
  });

  it('missing: exit 4 before the state is claimed, with where to get it', async () => {
    rmSync(join(op.bin, 'terraform'));
    const ended = await op.run(PLAN);
    expect(ended.exit).toBe(EXIT.precondition);
    expect(ended.errors[0]).toMatchObject({
      code: 'terraform-missing',
      next: expect.arrayContaining([expect.stringContaining('https://')]),
    });
    expectHelpful(ended);
    expect([...op.aws.objects.keys()]).toEqual([]);
  });

  it('too old: exit 4 before the state is claimed, naming both versions', async () => {
    op.terraform({ terraformVersion: '1.5.0' });
    const ended = await op.run(PLAN);
    expect(ended.exit).toBe(EXIT.precondition);
    expect(ended.errors[0]).toMatchObject({
      code: 'terraform-too-old',
      what: expect.stringMatching(/1\.5\.0.*1\.13\.1/),
    });
    expectHelpful(ended);
    expect([...op.aws.objects.keys()]).toEqual([]);
  });

  it.each([
    ['a wrapper that only talks', 'No version is set. Run: tfenv use\n'],
    ['nothing', ''],
    ['JSON that is cut off', '{"terraform_version": "1.1'],
  ])('%s instead of a version: exit 4, not a bug', async (_, stdout) => {
    op.terraform({ version: { stdout, exit: 1 } });
    const ended = await op.run(PLAN);
    expect(ended.exit).toBe(EXIT.precondition);
    expect(ended.errors[0]).toMatchObject({ code: 'terraform-missing', what: expect.stringContaining('its version') });
    expectHelpful(ended);
  });

  it('a program that says nothing at all: exit 4', async () => {
    op.program('terraform', '');
    const ended = await op.run(PLAN);
    expect(ended.exit).toBe(EXIT.precondition);
    expectHelpful(ended);
  });

  it('one in the workspace is never taken: a file dropped there would run with the keys of the account', async () => {
    rmSync(join(op.bin, 'terraform'));
    op.program('terraform', 'exit 0');
    op.shell.PATH = `.:${op.bin}:/usr/bin:/bin`;
    const workspace = op.workspace;
    try {
      op.workspace = op.bin;
      op.envFile(readFileSync(join(workspace, '.env.stag'), 'utf8'));
      const ended = await op.run(PLAN);
      expect(ended.errors[0]).toMatchObject({ code: 'terraform-missing' });
    } finally {
      op.workspace = workspace;
    }
  });
});

describe("Terraform's own failures", () => {
  it.each<[string, Record<string, unknown>, number, string, RegExp]>([
    [
      'a locked state is exit 6 and shows who holds it',
      { plan: { stdout: LOCKED, exit: 1 } },
      EXIT.locked,
      'tf-state-locked',
      /root@vm started apply .*2a238c97/,
    ],
    [
      'an expired sign-in is exit 3 with the command that signs in again',
      {
        plan: {
          stdout: diagnostic(
            'No valid credential sources found',
            'Error: failed to refresh cached credentials, refresh cached SSO token failed, unable to refresh SSO token, operation error SSO OIDC: CreateToken, InvalidGrantException',
          ),
          exit: 1,
        },
      },
      EXIT.authentication,
      'aws-sso-expired',
      /aws-login --env stag/,
    ],
    [
      'a crashed provider is named, and what to do',
      {
        plan: {
          stdout: diagnostic(
            'Plugin did not respond',
            'The plugin encountered an error, and failed to respond to the plugin6.(*GRPCProvider).PlanResourceChange call. The plugin logs may contain more details.',
          ),
          exit: 1,
        },
      },
      EXIT.failed,
      'tf-provider-crash',
      /memory/,
    ],
    [
      'a Go panic on the error stream is a crash too',
      {
        plan: {
          stderr: 'panic: runtime error: invalid memory address or nil pointer dereference\n\ngoroutine 1 [running]:\n',
          exit: 2,
          signal: 'SIGABRT',
        },
      },
      EXIT.failed,
      'tf-provider-crash',
      /memory/,
    ],
    [
      'a bucket that went away meanwhile is exit 4',
      { init: { stdout: diagnostic('Error loading state', `S3 bucket "${STATE_BUCKET}" does not exist.`), exit: 1 } },
      EXIT.precondition,
      'backend-missing',
      /create-backend --env stag/,
    ],
    [
      'no registry and no mirror',
      {
        init: {
          stdout: diagnostic(
            'Failed to query available provider packages',
            'could not connect to registry.terraform.io: failed to request discovery document: dial tcp: lookup registry.terraform.io: no such host',
          ),
          exit: 1,
        },
      },
      EXIT.failed,
      'tf-registry-unreachable',
      /FLIP_HUB_PROVIDER_MIRROR/,
    ],
    [
      'a full disk of its own',
      {
        plan: {
          stdout: diagnostic('Failed to write plan file', 'write plan.tfplan: no space left on device'),
          exit: 1,
        },
      },
      EXIT.failed,
      'disk-full',
      /df -h/,
    ],
    [
      'plain text instead of JSON keeps its words',
      { plan: { stderr: '\n╷\n│ Error: Flux capacitor unplugged\n│ \n│ It must be plugged in.\n╵\n', exit: 1 } },
      EXIT.failed,
      'terraform-failed',
      /Flux capacitor unplugged/,
    ],
  ])('%s', async (_, behaviour, exit, code, words) => {
    op.terraform({ planJson: VPC, ...behaviour });
    const ended = await op.run(APPLY);
    expect(ended.exit).toBe(exit);
    expect(ended.errors[0]?.code).toBe(code);
    expect(JSON.stringify(ended.errors[0])).toMatch(words);
    expectHelpful(ended);
    expect(commandsOf()).not.toContain('apply');
  });

  it('a stale plan: exit 4, and the next step makes a new one', async () => {
    const text =
      'The given plan file can no longer be applied because the state was changed by another operation after the plan was created.';
    op.terraform({ planJson: VPC, apply: { stdout: diagnostic('Saved plan is stale', text), exit: 1 } });
    const ended = await op.run(APPLY);
    expect(ended.exit).toBe(EXIT.precondition);
    expect(ended.errors[0]).toMatchObject({
      code: 'plan-stale',
      next: expect.arrayContaining([expect.stringContaining('plan --env stag')]),
    });
    expectHelpful(ended);
  });

  it('killed from outside: says by what, that the lock may stay, and how to go on', async () => {
    op.terraform({ planJson: VPC, apply: { signal: 'SIGKILL' } });
    const ended = await op.run(APPLY);
    expect(ended.exit).toBe(EXIT.failed);
    expect(ended.errors[0]).toMatchObject({
      code: 'tool-failed',
      what: 'terraform apply was ended by SIGKILL',
      cause: expect.stringContaining('lock'),
    });
    expect(ended.errors[0]?.next.join('\n')).toContain('--resume');
    expectHelpful(ended);
  });

  it('output that is cut off in the middle of its JSON is never shown as if it were the reason', async () => {
    op.terraform({ planJson: VPC, plan: { stdout: '{"@level":"info","@message":"aws_vpc.this: Refr', exit: 1 } });
    const ended = await op.run(APPLY);
    expect(ended.exit).toBe(EXIT.failed);
    expect(ended.errors[0]?.what).toMatch(/terraform plan ended with 1/);
    expect(ended.errors[0]?.what).not.toContain('@level');
    expectHelpful(ended);
  });

  it('lines that are no JSON among good ones go to the log and stop nothing', async () => {
    op.terraform({ planJson: VPC, init: { stdout: 'WARNING: a wrapper says hello\n{"type": 7}\n[1,2]\n\u0000\n' } });
    const ended = await op.run(['init', '--env', 'stag']);
    expect(ended.exit).toBe(EXIT.done);
    expect(ended.of('log').map((e) => e.line)).toContain('WARNING: a wrapper says hello');
  });

  it.each<[string, string[], Record<string, unknown>]>([
    ['show -json', APPLY, { planJson: VPC, show: { stdout: '{"format_version": "1.2", "resource_ch' } }],
    ['show -json', APPLY, { planJson: VPC, show: { stdout: 'null' } }],
    ['state pull', APPLY, { planJson: VPC, state: { stdout: '{"lineage": "abc", "resour' } }],
    ['output -json', ['update-env', '--env', 'stag'], { output: { stdout: 'Warning: no outputs found' } }],
  ])(
    'malformed JSON of %s is Terraform’s failure, not a bug of ours, and nothing is applied',
    async (what, words, behaviour) => {
      op.terraform(behaviour);
      const before = readFileSync(join(op.workspace, '.env.stag'), 'utf8');
      const ended = await op.run(words);
      expect(ended.exit).toBe(EXIT.failed);
      expect(ended.errors[0]).toMatchObject({
        code: 'terraform-failed',
        what: `terraform ${what} printed something that is not JSON`,
      });
      expectHelpful(ended);
      expect(commandsOf()).not.toContain('apply');
      expect(readFileSync(join(op.workspace, '.env.stag'), 'utf8')).toBe(before);
    },
  );

  it('a plan of a format from the future is refused, not half read', async () => {
    op.terraform({ planJson: { ...VPC, format_version: '9.0' } });
    const ended = await op.run(APPLY);
    expect(ended.errors[0]).toMatchObject({ code: 'plan-unreadable', cause: expect.stringContaining('9.0') });
    expectHelpful(ended);
    expect(commandsOf()).not.toContain('apply');
  });

  it('outputs that are not there: exit 4, the file keeps every byte, and the next step applies', async () => {
    op.terraform({ outputs: { DbEndpoint: { value: 'db.example' } } });
    const before = readFileSync(join(op.workspace, '.env.stag'), 'utf8');
    const ended = await op.run(['update-env', '--env', 'stag']);
    expect(ended.exit).toBe(EXIT.precondition);
    expect(ended.errors[0]).toMatchObject({
      what: expect.stringContaining('CognitoUserPoolId'),
      next: ['flip-hub apply --env stag'],
    });
    expect(readFileSync(join(op.workspace, '.env.stag'), 'utf8')).toBe(before);
  });
});

describe('going on after it failed in the middle', () => {
  it('a resumed apply makes a new plan, asks again and applies that: the old one may not fit any more', async () => {
    op.terraform({ planJson: VPC, apply: { signal: 'SIGKILL' } });
    expect((await op.run(APPLY)).exit).toBe(EXIT.failed);
    op.terraform({ planJson: VPC });
    const before = commandsOf().length;
    const unasked = await op.run(['apply', '--env', 'stag', '--resume']);
    expect(unasked.exit).toBe(EXIT.declined);
    const resumed = await op.run([...APPLY, '--resume']);
    expect(resumed.errors).toEqual([]);
    expect(resumed.exit).toBe(EXIT.done);
    const since = commandsOf().slice(before);
    expect(since.filter((c) => c === 'apply')).toHaveLength(1);
    expect(since.indexOf('plan')).toBeLessThan(since.indexOf('apply'));
    expect(plansOnDisk()).toEqual([]);
  });

  it('a second run beside one that waits for an answer is exit 6 and names the first', async () => {
    op.terraform({ planJson: VPC });
    let second: Ended | undefined;
    const first = await op.run(['apply', '--env', 'stag'], async () => {
      second = await op.run(PLAN);
      return { yes: true, by: 'operator' };
    });
    expect(first.exit).toBe(EXIT.done);
    expect([second?.exit, second?.errors[0]?.code]).toEqual([EXIT.locked, 'locked']);
    expect(second?.errors[0]?.what).toContain(`pid ${process.pid}`);
    expect(existsSync(join(op.stateDir(), 'lock.json'))).toBe(false);
  });
});

describe('a state that could not be saved', () => {
  it('stops every later run with exit 4, fresh or resumed, even when it is cut off itself', async () => {
    op.terraform({
      planJson: VPC,
      apply: {
        append: ['errored.tfstate', '{"lineage": "abc", "serial": 7'],
        stdout: diagnostic('Failed to save state', 'Error saving state: failed to upload state'),
        exit: 1,
      },
    });
    const failed = await op.run(APPLY);
    expect(failed.errors[0]).toMatchObject({ code: 'errored-state' });
    op.terraform({ planJson: VPC });
    const calls = commandsOf().length;
    for (const words of [[...APPLY, '--resume'], APPLY, PLAN]) {
      const ended = await op.run(words);
      expect([words, ended.exit, ended.errors[0]?.code]).toEqual([words, EXIT.precondition, 'errored-state']);
      expect(ended.errors[0]?.next.join('\n')).toMatch(/state push errored\.tfstate/);
      expectHelpful(ended);
    }
    expect(
      commandsOf()
        .slice(calls)
        .filter((c) => c === 'plan' || c === 'apply'),
    ).toEqual([]);
  });
});
