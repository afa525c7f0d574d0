/**
 * The screen of a deployment as an operator meets it: confirm, decline, scroll, search, resize, stop, kill, resume,
 * with the real Terraform behind it, in a real pseudo-terminal.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readJournal } from '../../src/engine/run/journal.ts';
import { awsCli } from '../rehearsal/support/aws.ts';
import { eventsOf, PROGRAM, Sandbox } from '../rehearsal/support/program.ts';
import { skipWithout } from '../rehearsal/support/requirements.ts';
import { KEY } from '../terminal/keys.ts';
import { PtyTerminal } from '../terminal/pty-terminal.ts';

describe.skipIf(await skipWithout('terraform', 'moto'))('a deployment on the screen', () => {
  let box: Sandbox;
  beforeAll(() => {
    box = new Sandbox('screen');
  });
  afterAll(() => box[Symbol.asyncDispose]());

  const open = (args: string[], size: { columns: number; rows: number }) =>
    new PtyTerminal(process.execPath, [PROGRAM, 'rehearse', 'deploy', '--keep', box.workspace, ...args], {
      ...size,
      cwd: box.dir,
      env: box.env,
      patienceMs: 8 * 60_000,
    });
  const journal = () => readJournal(join(box.runDir('stag'), 'events.jsonl'));
  const fits = (terminal: PtyTerminal) =>
    expect(terminal.lines().filter((line) => line !== '').length).toBeLessThanOrEqual(terminal.rows - 1);

  test('declining the plan changes nothing and says so with exit 5', async () => {
    await using terminal = open([], { columns: 80, rows: 24 });
    await terminal.waitFor('Apply this plan to stag?');
    fits(terminal);
    expect(terminal.text()).toContain('--yes');
    terminal.keys('n');
    const { code } = await terminal.exited();
    expect(code).toBe(5);
    expect(terminal.alternate).toBe(false);
    const aws = awsCli(await box.standIn());
    expect((await aws('ecs', 'list-clusters')).clusterArns).toEqual([]);
    expect(eventsOf(journal(), 'resource').filter((e) => e.phase === 'apply')).toEqual([]);
    expect(existsSync(join(box.runDir('stag'), 'plan.tfplan'))).toBe(false);
  });

  test('the plan can be looked through, also after the window was made small', async () => {
    await using terminal = open(['--resume'], { columns: 120, rows: 40 });
    await terminal.waitFor('Apply this plan to stag?');
    terminal.keys('d');
    await terminal.waitFor('show details');
    // First comes the bucket of kits, which was there before; below it everything that is made.
    expect(terminal.text()).toContain('aws_s3_bucket.this["aicentre"]');
    terminal.keys(KEY.down);
    terminal.keys(KEY.enter);
    await terminal.waitFor('aws_instance.bastion');
    terminal.resize(80, 24);
    await terminal.waitFor(
      (text) => text.split('\n').every((line) => line.length <= 80) && text.includes('aws_instance.bastion'),
    );
    fits(terminal);
    terminal.keys('q');
    await terminal.waitFor('--yes');
    terminal.keys(KEY.ctrlC);
    const { code } = await terminal.exited();
    expect(code).toBe(130);
    expect(terminal.alternate).toBe(false);
  });

  test('the log of a running apply can be searched and scrolled; Ctrl-C then writes the state and releases the lock', async () => {
    await using terminal = open(['--resume'], { columns: 80, rows: 24 });
    await terminal.waitFor('Apply this plan to stag?');
    terminal.keys('y');
    await terminal.waitFor(/[3-9]\d of \d{3}/);
    fits(terminal);
    terminal.keys('l');
    await terminal.waitFor('log of apply');
    terminal.keys('/');
    terminal.keys('aws_vpc.this');
    terminal.keys(KEY.enter);
    await terminal.waitFor((text) => text.includes('aws_vpc.this: Creat') && !text.includes('not found'));
    terminal.keys(KEY.home);
    await terminal.waitFor(/Terraform \d+\./);
    terminal.keys('f');
    await terminal.waitFor(/following/);
    fits(terminal);
    terminal.keys('q');
    terminal.keys(KEY.ctrlC);
    await terminal.waitFor(/stopping/i, 'history');
    const { code } = await terminal.exited();
    expect(code).toBe(130);
    const aws = awsCli(await box.standIn());
    const objects = (await aws('s3api', 'list-objects-v2', '--bucket', 'flip-rehearsal-stag-tfstate')) as {
      Contents: { Key: string }[];
    };
    const keys = objects.Contents.map((object) => object.Key);
    expect(keys).toContain('flip/terraform.tfstate');
    expect(keys.filter((key) => key.endsWith('.tflock'))).toEqual([]);
    expect(existsSync(join(box.runDir('stag'), 'root', 'errored.tfstate'))).toBe(false);
  });

  test('a flip-hub killed in the middle of an apply is resumed: it re-attaches and finishes what went on without it', async () => {
    const killed = open(['--resume'], { columns: 80, rows: 24 });
    await killed.waitFor('Apply this plan to stag?');
    killed.keys('y');
    await killed.waitFor(/[3-9]\d of \d{2,3}/);
    killed.kill('SIGKILL');
    await killed.exited();
    await killed[Symbol.asyncDispose]();
    const held = JSON.parse(readFileSync(join(box.runDir('stag'), 'held', 'apply.json'), 'utf8')) as {
      holder: { pid: number };
    };
    expect(() => process.kill(held.holder.pid, 0)).not.toThrow();

    await using terminal = open(['--resume'], { columns: 80, rows: 24 });
    const { code } = await terminal.exited();
    expect(terminal.history()).not.toContain('Apply this plan');
    expect(code).toBe(0);
    const events = journal();
    const applied = eventsOf(events, 'phase-finished').filter((e) => e.phase === 'apply' && e.outcome === 'done');
    expect(applied.map((e) => e.evidence.attached)).toEqual([true]);
    expect(eventsOf(events, 'phase-finished').findLast((e) => e.phase === 'second-plan')?.evidence).toEqual({
      changes: 0,
    });
    expect(eventsOf(events, 'run-started').every((e) => e.run === events[0]?.run)).toBe(true);
  });
});
