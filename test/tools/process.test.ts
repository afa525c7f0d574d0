import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HubError } from '../../src/engine/errors/hub-error.ts';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { identityOf } from '../../src/engine/process/identity.ts';
import { findProgram, type ProgramCall, runProgram } from '../../src/tools/process.ts';
import { program, textOf, until } from '../engine/holder/programs.ts';
import { ownFolder } from '../engine/run/own-folder.ts';

const ENV = { PATH: process.env.PATH ?? '' };

/** Runs this JavaScript as a program of its own. */
function run(javascript: string, more: Partial<ProgramCall> = {}) {
  const dir = ownFolder();
  return runProgram({ file: program(dir, 'tool', javascript), args: [], cwd: dir, env: ENV, ...more });
}

/** Counts its SIGINTs in a file, starts a child that is as deaf as itself, and says both pids in a file. */
const deaf = (dir: string) => `
const fs = require('fs');
process.on('SIGINT', () => fs.appendFileSync(${JSON.stringify(join(dir, 'signals'))}, 'SIGINT '));
const child = require('child_process').spawn(process.execPath, ['-e', "process.on('SIGINT', () => {}); setInterval(() => {}, 1000)"], { stdio: 'inherit' });
fs.writeFileSync(${JSON.stringify(join(dir, 'pids'))}, process.pid + ' ' + child.pid);
setInterval(() => {}, 1000);
`;

describe('running a program', () => {
  it('gives its exit and both streams apart; a failing exit is a result and not a crash of ours', async () => {
    const result = await run("process.stdout.write('out\\n'); process.stderr.write('err\\n'); process.exitCode = 5;");
    expect(result).toEqual({
      exit: 5,
      signal: undefined,
      stdout: 'out\n',
      stderr: 'err\n',
      timedOut: false,
      stopped: false,
    });
  });

  it('gives it what is on standard input, and nothing otherwise: no tool waits for a person', async () => {
    const echo =
      'process.stdin.on("data", (d) => process.stdout.write(d)).on("end", () => process.stdout.write("|end"));';
    expect((await run(echo, { input: 'hello' })).stdout).toBe('hello|end');
    expect((await run(echo)).stdout).toBe('|end');
  });

  it('survives a program that does not read what it is given', async () => {
    expect((await run('process.exit(0)', { input: 'x'.repeat(4_000_000) })).exit).toBe(0);
  });

  it('gives it exactly the environment it was given', async () => {
    const result = await run('console.log(Object.keys(process.env).sort().join())', { env: { ...ENV, ONLY: '1' } });
    expect(result.stdout).toBe('ONLY,PATH\n');
  });

  it('passes arguments as they are: no shell reads a value', async () => {
    const args = ['$(touch owned)', '; rm -rf x', 'a b', '', '*', '--x=`id`'];
    const result = await run('console.log(JSON.stringify(process.argv.slice(2)))', { args });
    expect(JSON.parse(result.stdout)).toEqual(args);
  });

  it('keeps characters whole that arrive in pieces', async () => {
    const result = await run(
      `const b = Buffer.from('Zürich 東京'); let i = 0;
       const next = () => i < b.length && process.stdout.write(b.subarray(i, ++i), () => setImmediate(next)); next();`,
    );
    expect(result.stdout).toBe('Zürich 東京');
  });

  it('tells the signal that ended it', async () => {
    expect(await run("process.kill(process.pid, 'SIGTERM')")).toMatchObject({ exit: null, signal: 'SIGTERM' });
  });

  it('a program that is not there is said to be missing, with exit 4 and its path', async () => {
    const file = join(ownFolder(), 'terraform');
    const error = await runProgram({ file, args: [], cwd: '/', env: ENV }).then(
      () => expect.unreachable(),
      (thrown: HubError) => thrown,
    );
    expect(error.fields).toMatchObject({ code: 'tool-missing', exit: EXIT.precondition });
    expect(error.fields.what).toContain(file);
  });

  it('a file that is no program is said to be so', async () => {
    const file = join(ownFolder(), 'terraform');
    writeFileSync(file, 'text');
    await expect(runProgram({ file, args: [], cwd: '/', env: ENV })).rejects.toMatchObject({
      fields: { code: 'tool-missing' },
    });
  });

  it('more output than is kept is an error: half a state is never taken for a whole one', async () => {
    const much = "process.stdout.write('x'.repeat(200_000))";
    await expect(run(much, { maxBytes: 100_000 })).rejects.toMatchObject({ fields: { who: 'tool' } });
    expect((await run(much, { maxBytes: 300_000 })).stdout).toHaveLength(200_000);
  });

  it('more output than is kept ends the program and what it started', async () => {
    const dir = ownFolder();
    const shouting = `${deaf(dir)} setInterval(() => process.stdout.write('x'.repeat(100_000)), 1);`;
    await expect(run(shouting, { maxBytes: 150_000, graceMs: 100 })).rejects.toMatchObject({ fields: { who: 'tool' } });
    for (const pid of textOf(join(dir, 'pids')).split(' ').map(Number))
      await until(() => identityOf(pid) === undefined);
  });
});

describe('ending a program that does not end', () => {
  it('a time limit asks first: SIGINT, and the program may put its things away', async () => {
    const dir = ownFolder();
    const result = await run(
      `process.on('SIGINT', () => { console.log('put away'); process.exit(6); }); setInterval(() => {}, 1000);
       require('fs').writeFileSync(${JSON.stringify(join(dir, 'ready'))}, '');`,
      { timeoutMs: 1500 },
    );
    expect(result).toMatchObject({ exit: 6, timedOut: true, stopped: false, stdout: 'put away\n' });
  });

  it('one that does not hear is killed after its grace, and everything it started with it', async () => {
    const dir = ownFolder();
    const result = await run(deaf(dir), { timeoutMs: 1500, graceMs: 200 });
    expect(result).toMatchObject({ exit: null, signal: 'SIGKILL', timedOut: true });
    expect(textOf(join(dir, 'signals'))).toBe('SIGINT ');
    for (const pid of textOf(join(dir, 'pids')).split(' ').map(Number))
      await until(() => identityOf(pid) === undefined);
  });

  it('a stop reaches it in the same way, and is told apart from a time limit', async () => {
    const dir = ownFolder();
    const stop = new AbortController();
    const running = run(deaf(dir), { signal: stop.signal, graceMs: 200 });
    await until(() => textOf(join(dir, 'pids')) !== '');
    stop.abort();
    expect(await running).toMatchObject({ signal: 'SIGKILL', timedOut: false, stopped: true });
    expect(textOf(join(dir, 'signals'))).toBe('SIGINT ');
  });

  it('what was stopped before it began ends at once', async () => {
    const stop = new AbortController();
    stop.abort();
    const result = await run('setInterval(() => {}, 1000)', { signal: stop.signal });
    expect(result).toMatchObject({ stopped: true });
    expect(result.exit === 0).toBe(false);
  });

  it('one that ended in time is not called late', async () => {
    expect(await run('', { timeoutMs: 60_000 })).toMatchObject({ exit: 0, timedOut: false });
  });
});

describe('finding a program', () => {
  const executable = (dir: string, name = 'terraform') => {
    mkdirSync(dir, { recursive: true });
    const file = join(dir, name);
    writeFileSync(file, '#!/bin/sh\n');
    chmodSync(file, 0o755);
    return file;
  };

  it('takes the first on PATH that can be run', () => {
    const dir = ownFolder();
    const second = executable(join(dir, 'b'));
    mkdirSync(join(dir, 'a', 'terraform'), { recursive: true });
    mkdirSync(join(dir, 'c'));
    writeFileSync(join(dir, 'c', 'terraform'), '', { mode: 0o644 });
    const path = ['a', 'c', 'none', 'b'].map((name) => join(dir, name)).join(':');
    expect(findProgram('terraform', path, '/')).toBe(second);
  });

  it.each(['.', '', './', 'bin', '..'])(
    'never searches the relative entry %j: what lies in a workspace is no tool',
    (entry) => {
      const cwd = join(ownFolder(), 'ws');
      for (const dir of [cwd, join(cwd, 'bin'), join(cwd, '..')]) executable(dir);
      const before = process.cwd();
      process.chdir(cwd);
      try {
        expect(findProgram('terraform', entry, cwd)).toBeUndefined();
      } finally {
        process.chdir(before);
      }
    },
  );

  it('never takes one from the current folder, under whatever name PATH knows it', () => {
    const dir = ownFolder();
    const cwd = join(dir, 'ws');
    executable(cwd);
    symlinkSync(cwd, join(dir, 'link'));
    expect(findProgram('terraform', cwd, cwd)).toBeUndefined();
    expect(findProgram('terraform', `${cwd}/`, cwd)).toBeUndefined();
    expect(findProgram('terraform', join(dir, 'ws', '..', 'ws'), cwd)).toBeUndefined();
    expect(findProgram('terraform', join(dir, 'link'), cwd)).toBeUndefined();
  });

  it('without a PATH finds nothing', () => {
    expect(findProgram('sh', undefined, '/')).toBeUndefined();
    expect(findProgram('sh', '', '/')).toBeUndefined();
  });
});
