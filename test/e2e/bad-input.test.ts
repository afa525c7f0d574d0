/** The built program against bad input: exit codes, the words on the screen's other end, and JSON that stays JSON. */
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anyEvent } from '../../src/engine/events/schema.ts';
import type { EventOf, EventType, HubEvent } from '../../src/engine/events/types.ts';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { operator, STAG } from '../bad-input/support/operator.ts';
import { PROGRAM } from '../rehearsal/support/program.ts';
import { planJson } from '../tools/terraform/plan/plan-json.ts';

const op = await operator();
const VPC = planJson([{ address: 'module.network.aws_vpc.this', actions: ['create'], after: { cidr: '10.0.0.0/16' } }]);
const REAL = ['--env', 'stag', '--allow-endpoint-override'];

interface Said {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the program without a terminal. `onOutput` sees standard output as it grows. */
function program(words: string[], onOutput: (text: string, kill: (signal: NodeJS.Signals) => void) => void = () => {}) {
  const env = { ...process.env, ...op.shell };
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    cwd: op.workspace,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Said = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
    onOutput(said.stdout, (signal) => child.kill(signal));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text;
  });
  return new Promise<Said>((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ ...said, code }));
  });
}

const eventsOf = ({ stdout }: Said): HubEvent[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => anyEvent.parse(JSON.parse(line)));
const only = <T extends EventType>(said: Said, type: T) =>
  eventsOf(said).filter((event): event is EventOf<T> => event.type === type);

describe('the built program', () => {
  it('carries a real apply through its own holder, and every line of --json is an event of the schema', async () => {
    op.terraform({ planJson: VPC });
    const said = await program(['apply', ...REAL, '--yes', '--json']);
    expect(said.code).toBe(EXIT.done);
    expect(only(said, 'error')).toEqual([]);
    expect(only(said, 'run-finished')[0]).toMatchObject({ outcome: 'done', exit: 0 });
    expect(only(said, 'resource').filter((e) => e.state === 'done')).toHaveLength(1);
  });

  it('without a terminal an unanswered question is a no: exit 5 and the flag that answers it', async () => {
    op.terraform({ planJson: VPC });
    const said = await program(['apply', ...REAL]);
    expect(said.code).toBe(EXIT.declined);
    expect(said.stderr).toContain('--yes');
    expect(op.terraformCalls().map(([c]) => c)).not.toContain('apply');
  });

  it('an error in plain words has what, why and next, goes to standard error, and shows no stack', async () => {
    rmSync(join(op.bin, 'terraform'));
    const said = await program(['plan', ...REAL, '--plain']);
    expect(said.code).toBe(EXIT.precondition);
    expect(said.stderr).toMatch(/terraform is not installed[\s\S]*install terraform 1\.13/);
    expect(said.stderr).not.toMatch(/^\s+at .*\.js:/m);
    expect(said.stdout).not.toContain('terraform is not installed');
  });

  it('an environment file that cannot be used is exit 2 with each line and no value', async () => {
    op.envFile(STAG.replace('API_PORT=8080', 'API_PORT=hunter2').replace('AWS_REGION=eu-west-2', 'AWS_REGION='));
    const said = await program(['plan', ...REAL]);
    expect(said.code).toBe(EXIT.usage);
    expect(said.stderr).toMatch(/API_PORT/);
    expect(said.stderr).toMatch(/AWS_REGION/);
    expect(`${said.stdout}${said.stderr}`).not.toContain('hunter2');
  });

  it.each<[NodeJS.Signals, number]>([
    ['SIGINT', EXIT.interrupted],
    ['SIGTERM', EXIT.terminated],
  ])('%s while Terraform plans ends with exit %i, leaves no lock, and can be resumed', async (signal, code) => {
    op.terraform({ planJson: VPC, plan: { stdout: 'planning\n', waits: true } });
    let sent = false;
    const said = await program(['apply', ...REAL, '--yes', '--json'], (text, kill) => {
      if (sent || !text.includes('"line":"planning"')) return;
      sent = true;
      kill(signal);
    });
    expect(said.code).toBe(code);
    expect(only(said, 'run-finished')[0]).toMatchObject({ outcome: 'interrupted', exit: code });
    expect(existsSync(join(op.stateDir(), 'lock.json'))).toBe(false);
    op.terraform({ planJson: VPC });
    expect((await program(['apply', ...REAL, '--yes', '--resume', '--json'])).code).toBe(EXIT.done);
  });
});
