import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import type { HoldSpec } from '../../../src/engine/holder/record.ts';
import { followHeld, interruptHeld, isHeld, killHeld, startHeld } from '../../../src/engine/holder/start.ts';
import { identityOf, isAlive } from '../../../src/engine/process/identity.ts';
import { HOLDER, HOLDER_ENV } from '../run/fake-run.ts';
import { ownFolder } from '../run/own-folder.ts';
import { holdSpec, patient, program, textOf, until } from './programs.ts';

async function start(spec: HoldSpec) {
  const record = await startHeld(HOLDER, spec, HOLDER_ENV);
  onTestFinished(() => killHeld(record));
  return record;
}

function follow(spec: HoldSpec, signal?: AbortSignal) {
  const lines: string[] = [];
  const ended = followHeld({
    dir: spec.dir,
    name: spec.name,
    onLine: (_, line) => lines.push(line),
    ...(signal === undefined ? {} : { signal }),
  });
  return { lines, ended };
}

const ready = expect.stringMatching(/^ready \d+$/);

describe('a held tool and the screens that come and go', () => {
  it('a screen that is killed kills no apply, and the next one sees every line from the first', async () => {
    const dir = ownFolder();
    const spec = holdSpec(dir, patient(dir));
    await start(spec);
    const screen = spawn(process.execPath, [fileURLToPath(new URL('follower.ts', import.meta.url)), spec.dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [first] = await once(screen.stdout, 'data');
    expect(String(first)).toContain('ready');
    screen.kill('SIGKILL');
    await once(screen, 'exit');
    expect(isHeld(spec.dir, spec.name)).toBe(true);

    writeFileSync(join(dir, 'go'), '');
    const { lines, ended } = follow(spec);
    expect((await ended).exit.exit).toBe(0);
    expect(lines).toEqual([ready, 'went on']);
    expect(textOf(join(dir, 'signals'))).toBe('');
  });

  it('what ended while nobody watched is read to its end, exit code included', async () => {
    const dir = ownFolder();
    const spec = holdSpec(dir, program(dir, 'tool', "console.log('one'); console.log('two'); process.exitCode = 4"));
    await start(spec);
    await until(() => !isHeld(spec.dir, spec.name));
    const { lines, ended } = follow(spec);
    expect((await ended).exit.exit).toBe(4);
    expect(lines).toEqual(['one', 'two']);
  });

  it('a hang-up of the terminal or the end of the one who started it changes nothing', async () => {
    const dir = ownFolder();
    const spec = holdSpec(dir, patient(dir));
    const record = await start(spec);
    const { lines, ended } = follow(spec);
    await until(() => lines.length > 0);
    process.kill(record.holder.pid, 'SIGHUP');
    writeFileSync(join(dir, 'go'), '');
    expect((await ended).exit.exit).toBe(0);
    expect(lines).toEqual([ready, 'went on']);
  });
});

describe('stopping a held tool', () => {
  it('one stop is one SIGINT to the tool, which ends in its own time and is followed to its end', async () => {
    const dir = ownFolder();
    const spec = holdSpec(dir, patient(dir));
    await start(spec);
    const stop = new AbortController();
    const { lines, ended } = follow(spec, stop.signal);
    await until(() => lines.length > 0);
    stop.abort();
    expect((await ended).exit.exit).toBe(3);
    expect(lines.at(-1)).toBe('stopping');
    expect(textOf(join(dir, 'signals'))).toBe('SIGINT\n');
  });

  it('a SIGTERM of the machine going down is a SIGINT to the tool, so that it writes its state', async () => {
    const dir = ownFolder();
    const spec = holdSpec(dir, patient(dir));
    const record = await start(spec);
    const { lines, ended } = follow(spec);
    await until(() => lines.length > 0);
    process.kill(record.holder.pid, 'SIGTERM');
    expect((await ended).exit.exit).toBe(3);
    expect(textOf(join(dir, 'signals'))).toBe('SIGINT\n');
  });

  it('reaches what the tool itself started: providers of a Terraform do not stay behind', async () => {
    const dir = ownFolder();
    const child = patient(dir);
    const tool = program(
      dir,
      'tool',
      `const child = require('child_process').spawn(${JSON.stringify(child)}, { stdio: 'inherit' });
       process.on('SIGINT', () => {}); child.on('exit', (code) => process.exit(code));`,
    );
    const spec = holdSpec(dir, tool);
    const record = await start(spec);
    const { lines, ended } = follow(spec);
    await until(() => lines.length > 0);
    interruptHeld(record);
    expect((await ended).exit.exit).toBe(3);
    expect(textOf(join(dir, 'signals'))).toBe('SIGINT\n');
  });

  it('a kill ends a tool that hears nothing, and everything it started', async () => {
    const dir = ownFolder();
    const deaf = "process.on('SIGINT', () => {}); console.log('pid ' + process.pid); setInterval(() => {}, 1000);";
    const child = program(dir, 'child', deaf);
    const tool = program(
      dir,
      'tool',
      `require('child_process').spawn(${JSON.stringify(child)}, { stdio: 'inherit' }); process.on('SIGINT', () => {}); setInterval(() => {}, 1000);`,
    );
    const spec = holdSpec(dir, tool);
    const record = await start(spec);
    const { lines, ended } = follow(spec);
    const grandchild = Number((await until(() => lines[0])).slice(4));
    interruptHeld(record);
    killHeld(record);
    expect((await ended).exit.signal).toBe('SIGKILL');
    await until(() => identityOf(grandchild) === undefined);
  });

  it.each([
    ['stayed in its group', 'false'],
    ['left its group', 'true'],
  ])(
    'a kill also ends the wait for what a tool left behind and %s: nothing hangs on a pipe for ever',
    async (_, detached) => {
      const dir = ownFolder();
      const left = program(
        dir,
        'left',
        "process.on('SIGINT', () => {}); process.stdout.on('error', () => process.exit()); setInterval(() => console.log('left ' + process.pid), 20);",
      );
      const tool = program(
        dir,
        'tool',
        `require('child_process').spawn(${JSON.stringify(left)}, { stdio: ['ignore', 1, 2], detached: ${detached} }).unref();`,
      );
      const spec = holdSpec(dir, tool);
      const record = await start(spec);
      const { lines, ended } = follow(spec);
      await until(() => lines.length > 0 && record.child !== undefined && !isAlive(record.child));
      killHeld(record);
      expect((await ended).exit.exit).toBe(0);
      const pid = Number(lines[0]?.slice('left '.length));
      await until(() => identityOf(pid) === undefined);
    },
  );
});

describe('a holder that is gone', () => {
  it('is said to be gone and how to go on, instead of waiting for an end that never comes', async () => {
    const dir = ownFolder();
    const spec = holdSpec(dir, patient(dir));
    const record = await start(spec);
    const { lines, ended } = follow(spec);
    const tool = Number((await until(() => lines[0])).slice('ready '.length));
    onTestFinished(() => {
      try {
        process.kill(-tool, 'SIGKILL');
      } catch {
        // It died with its pipe, which is what holders are there to prevent.
      }
    });
    process.kill(record.holder.pid, 'SIGKILL');
    await expect(ended).rejects.toMatchObject({
      fields: {
        code: 'tool-failed',
        exit: EXIT.failed,
        what: 'tool ended without saying how',
        cause: expect.stringContaining(`pid ${record.holder.pid}`),
        next: [expect.stringContaining('--resume')],
      },
    });
    expect(isHeld(spec.dir, spec.name)).toBe(false);
  });

  it('a tool nobody ever held is an error, not an empty success', async () => {
    const dir = ownFolder();
    await expect(follow(holdSpec(dir, '/bin/true')).ended).rejects.toMatchObject({
      fields: { cause: expect.stringContaining('no record') },
    });
  });

  it('a signal to a holder that is gone reaches no stranger with its pid', async () => {
    const dir = ownFolder();
    const record = await start(holdSpec(dir, program(dir, 'tool', '')));
    await until(() => !isAlive(record.holder));
    const stranger = spawn('/bin/sleep', ['60']);
    await once(stranger, 'spawn');
    const other = { ...record, holder: { ...record.holder, pid: stranger.pid ?? 0 } };
    interruptHeld(other);
    killHeld(other);
    expect(stranger.signalCode).toBeNull();
    stranger.kill('SIGKILL');
    const [, signal] = await once(stranger, 'exit');
    expect(signal).toBe('SIGKILL');
  });
});
