import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type HoldSpec, heldPaths, readHeldExit } from '../../../src/engine/holder/record.ts';
import { followHeld, isHeld, killHeld, startHeld } from '../../../src/engine/holder/start.ts';
import { isAlive } from '../../../src/engine/process/identity.ts';
import { HOLDER, HOLDER_ENV } from '../run/fake-run.ts';
import { ownFolder } from '../run/own-folder.ts';
import { holdSpec, patient, program, textOf, until } from './programs.ts';

/** What Linux's `/proc/<pid>/autogroup` says; undefined where there is none. */
function sessionNiceness(pid: number | undefined): number | undefined {
  const path = `/proc/${pid}/autogroup`;
  return existsSync(path) ? Number(readFileSync(path, 'utf8').split(' ').at(-1)) : undefined;
}

/** Starts a holder that is gone after the test whatever happens. */
async function start(spec: HoldSpec) {
  const record = await startHeld(HOLDER, spec, HOLDER_ENV);
  onTestFinished(() => killHeld(record));
  return record;
}

async function heldToTheEnd(spec: HoldSpec) {
  const record = await start(spec);
  const lines: string[] = [];
  const { exit } = await followHeld({
    dir: spec.dir,
    name: spec.name,
    onLine: (stream, line) => lines.push(`${stream} ${line}`),
  });
  return {
    exit,
    lines,
    record,
    of: (stream: string) => lines.filter((l) => l.startsWith(`${stream} `)).map((l) => l.slice(7)),
  };
}

const SECRET = 'correct-horse-battery';

describe('what a holder keeps of its tool', () => {
  it('every line of both streams and the exit code, from the first to a last one without an end', async () => {
    const dir = ownFolder();
    const tool = program(
      dir,
      'tool',
      "console.log('a'); console.error('b'); process.stdout.write('no newline'); process.exitCode = 7;",
    );
    const { exit, of } = await heldToTheEnd(holdSpec(dir, tool));
    expect(exit).toMatchObject({ exit: 7, signal: null });
    expect(of('stdout')).toEqual(['a', 'no newline']);
    expect(of('stderr')).toEqual(['b']);
  });

  it('its own priority, behind which the holder goes; one that is further behind already stays there and holds', async () => {
    for (const [entry, tools] of [
      [HOLDER, getPriority()],
      [['/usr/bin/env', 'nice', '-n', '19', ...HOLDER], 19],
    ] as const) {
      const dir = ownFolder();
      const record = await startHeld(entry, holdSpec(dir, patient(dir)), HOLDER_ENV);
      onTestFinished(() => killHeld(record));
      expect(getPriority(record.child?.pid)).toBe(tools);
      expect(getPriority(record.holder.pid)).toBe(19);
      // Where the kernel shares out among sessions first: else neither has one.
      const toolsSession = sessionNiceness(record.child?.pid);
      expect(sessionNiceness(record.holder.pid)).toBe(toolsSession === undefined ? undefined : 19);
    }
  });

  it('the signal that ended it', async () => {
    const dir = ownFolder();
    const { exit } = await heldToTheEnd(holdSpec(dir, program(dir, 'tool', "process.kill(process.pid, 'SIGKILL')")));
    expect(exit).toMatchObject({ exit: null, signal: 'SIGKILL' });
  });

  it('why it could not be started, instead of an exit code nobody gave', async () => {
    const dir = ownFolder();
    const { exit, record } = await heldToTheEnd(holdSpec(dir, join(dir, 'not-there')));
    expect(exit.failedToStart).toContain('ENOENT');
    expect(exit).toMatchObject({ exit: null, signal: null });
    expect(record.child).toBeUndefined();
  });

  it('200,000 lines, complete and in order', async () => {
    const dir = ownFolder();
    const tool = program(
      dir,
      'tool',
      "let i = 0; const more = () => { while (i < 200000) if (!process.stdout.write('line ' + i++ + '\\n')) return process.stdout.once('drain', more); }; more();",
    );
    let next = 0;
    let wrong: string | undefined;
    const spec = holdSpec(dir, tool);
    await start(spec);
    const { exit } = await followHeld({
      dir: spec.dir,
      name: spec.name,
      onLine: (_, line) => {
        if (line !== `line ${next}`) wrong ??= line;
        next += 1;
      },
    });
    expect(wrong).toBeUndefined();
    expect(next).toBe(200_000);
    expect(exit.exit).toBe(0);
  });

  it('lines of a megabyte among short ones, the last without an end: a document on one line is not torn', async () => {
    const dir = ownFolder();
    const tool = program(
      dir,
      'tool',
      `process.stdout.write('short\\n' + 'é'.repeat(500000) + '\\nshort again\\n' + 'x'.repeat(70000) + '\\n\\n' + '東'.repeat(100000));`,
    );
    const { of } = await heldToTheEnd(holdSpec(dir, tool));
    const wanted = ['short', 'é'.repeat(500_000), 'short again', 'x'.repeat(70_000), '', '東'.repeat(100_000)];
    expect(of('stdout').map((line) => line.length)).toEqual(wanted.map((line) => line.length));
    expect(of('stdout').join('\n') === wanted.join('\n')).toBe(true);
  });

  it('characters that arrive in pieces: a name with an umlaut is not spoiled', async () => {
    const dir = ownFolder();
    const text = 'Zürich – 東京 🏥';
    const tool = program(
      dir,
      'tool',
      `const bytes = Buffer.from(${JSON.stringify(`${text}\n`)}); let at = 0;
       const next = () => at < bytes.length && process.stdout.write(bytes.subarray(at, ++at), () => setImmediate(next)); next();`,
    );
    const { of } = await heldToTheEnd(holdSpec(dir, tool));
    expect(of('stdout')).toEqual([text]);
  });

  it('nothing of a secret, not on disk and not for who follows, although it arrives in pieces', async () => {
    const dir = ownFolder();
    const tool = program(
      dir,
      'tool',
      `const text = 'key=' + process.env.KEY + ' end\\n'; let at = 0;
       const next = () => at < text.length && process.stdout.write(text.slice(at, at += 3), () => setImmediate(next)); next();
       console.error(Buffer.from('x' + process.env.KEY).toString('base64'));`,
    );
    const spec = holdSpec(dir, tool, {
      env: { PATH: process.env.PATH ?? '', KEY: SECRET },
      secrets: [{ label: 'KEY', value: SECRET }],
    });
    const { of } = await heldToTheEnd(spec);
    expect(of('stdout')).toEqual(['key=[KEY] end']);
    expect(of('stderr').join()).toContain('[KEY]');
    for (const file of readdirSync(spec.dir)) expect(textOf(join(spec.dir, file)), file).not.toContain('correct-horse');
  });

  it('without the secret registered the same tool does show it, so the test above can fail', async () => {
    const dir = ownFolder();
    const tool = program(dir, 'tool', 'console.log(process.env.KEY)');
    const { of } = await heldToTheEnd(holdSpec(dir, tool, { env: { PATH: process.env.PATH ?? '', KEY: SECRET } }));
    expect(of('stdout')).toEqual([SECRET]);
  });

  it('files that only their owner can read', async () => {
    const dir = ownFolder();
    const spec = holdSpec(dir, program(dir, 'tool', "console.log('a')"));
    await heldToTheEnd(spec);
    for (const path of Object.values(heldPaths(spec.dir, spec.name))) expect(statSync(path).mode & 0o077, path).toBe(0);
  });

  it('an environment of its own: nothing of ours reaches the tool that was not given to it', async () => {
    const dir = ownFolder();
    const tool = program(dir, 'tool', 'console.log(Object.keys(process.env).sort().join())');
    const { of } = await heldToTheEnd(holdSpec(dir, tool, { env: { PATH: process.env.PATH ?? '', ONLY: '1' } }));
    expect(of('stdout')).toEqual(['ONLY,PATH']);
  });

  it('a clean slate under a name that was used before: an old exit is never taken for a new one', async () => {
    const dir = ownFolder();
    expect((await heldToTheEnd(holdSpec(dir, program(dir, 'one', 'process.exit(1)')))).exit.exit).toBe(1);
    const record = await start(holdSpec(dir, patient(dir)));
    expect(readHeldExit(join(dir, 'held'), 'tool')).toBeUndefined();
    expect(isHeld(join(dir, 'held'), 'tool')).toBe(true);
    killHeld(record);
    await until(() => !isHeld(join(dir, 'held'), 'tool'));
  });
});

describe('a holder that cannot start', () => {
  it('is an error with what it said, instead of waiting for ever', async () => {
    const dir = ownFolder();
    const broken = program(dir, 'broken', "console.error('no such module'); process.exit(1)");
    await expect(startHeld([broken], holdSpec(dir, '/bin/true'), HOLDER_ENV)).rejects.toMatchObject({
      fields: { what: 'the holder of tool did not start', cause: expect.stringContaining('no such module') },
    });
    await expect(startHeld([join(dir, 'gone')], holdSpec(dir, '/bin/true'), HOLDER_ENV)).rejects.toMatchObject({
      fields: { cause: expect.stringContaining('ENOENT') },
    });
  });

  it('gets its secrets on standard input only: no argv and no file ever holds one', async () => {
    const dir = ownFolder();
    const spec = holdSpec(dir, patient(dir), { secrets: [{ label: 'KEY', value: SECRET }] });
    const record = await start(spec);
    expect(isAlive(record.holder)).toBe(true);
    const argv = readFileSync(`/proc/${record.holder.pid}/cmdline`, 'utf8');
    const environment = readFileSync(`/proc/${record.holder.pid}/environ`, 'utf8');
    expect(argv).toContain('entry.ts');
    expect(argv + environment).not.toContain(SECRET);
    for (const file of readdirSync(spec.dir)) expect(textOf(join(spec.dir, file)), file).not.toContain(SECRET);
  });
});
