import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { dispatch } from '../../src/cli/dispatch.ts';
import { helpText } from '../../src/cli/help.ts';
import { anyEvent } from '../../src/engine/events/schema.ts';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { ownFolder } from '../engine/run/own-folder.ts';
import { fakeIo } from './fake-io.ts';

describe('from words to an exit code', () => {
  it('--version and --help are data: stdout, exit 0, also before and after a command', async () => {
    for (const argv of [['--version'], ['deploy', '--version']]) {
      const io = fakeIo();
      expect(await dispatch(argv, io)).toBe(EXIT.done);
      expect(io.out()).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
    }
    const io = fakeIo();
    expect(await dispatch(['--help'], io)).toBe(EXIT.done);
    expect(io.out()).toBe(helpText(undefined));
    const own = fakeIo();
    expect(await dispatch(['deploy', '-h'], own)).toBe(EXIT.done);
    expect(own.out()).toContain('--from PHASE');
  });

  it('without a command and without a terminal is help on stderr and exit 2: a script notices', async () => {
    const io = fakeIo();
    expect(await dispatch([], io)).toBe(EXIT.usage);
    expect(io.err()).toBe(helpText(undefined));
    expect(io.out()).toBe('');
  });

  it('a mistake is told in words on stderr, with what to type instead and without a stack', async () => {
    const io = fakeIo();
    expect(await dispatch(['deploi'], io)).toBe(EXIT.usage);
    expect(io.err()).toContain('error (usage): there is no command "deploi"');
    expect(io.err()).toContain('next: did you mean: flip-hub deploy');
    expect(io.err()).not.toMatch(/\n\s+at /);
    expect(io.out()).toBe('');
  });

  it.each([
    [['deploi', '--json'], {}],
    [['deploi'], { FLIP_HUB_JSON: '1' }],
    [['deploi'], { FLIP_HUB_JSON: 'true' }],
    [['--json', 'deploy', '--no-such'], {}],
    [['deploy', '--json'], {}],
  ])('%j under --json is an event of the schema on stdout', async (argv, env) => {
    const io = fakeIo({ env, cwd: ownFolder() });
    expect(await dispatch(argv, io)).toBe(EXIT.usage);
    expect(anyEvent.parse(JSON.parse(io.out()))).toMatchObject({ type: 'error', who: 'operator' });
    expect(io.err()).toBe('');
  });

  it('no command that changes anything guesses the environment: exit 2 naming the option', async () => {
    for (const command of ['deploy', 'apply', 'plan', 'init', 'create-backend']) {
      const io = fakeIo({ cwd: ownFolder() });
      expect(await dispatch([command], io), command).toBe(EXIT.usage);
      expect(io.err()).toContain(`flip-hub ${command} --env stag`);
    }
  });

  it('--env and PROD that disagree are exit 2 before anything else is looked at', async () => {
    const io = fakeIo({ cwd: ownFolder(), env: { PROD: 'true' } });
    expect(await dispatch(['deploy', '--env', 'stag'], io)).toBe(EXIT.usage);
    expect(io.err()).toContain('PROD=true means production');
  });

  it('a real command refuses a workspace that a rehearsal made, with exit 4', async () => {
    const dir = ownFolder();
    mkdirSync(join(dir, '.flip-hub'));
    writeFileSync(join(dir, '.flip-hub', 'REHEARSAL'), '');
    writeFileSync(join(dir, '.env.stag'), '');
    for (const command of ['deploy', 'apply', 'update-env']) {
      const io = fakeIo({ cwd: dir });
      expect(await dispatch([command, '--env', 'stag'], io), command).toBe(EXIT.precondition);
      expect(io.err()).toContain('workspace-is-rehearsal');
    }
  });

  it('a redirected AWS stops a real command with exit 4', async () => {
    const dir = ownFolder();
    writeFileSync(join(dir, '.env.stag'), '');
    const io = fakeIo({ cwd: dir, env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:5000' } });
    expect(await dispatch(['deploy', '--env', 'stag'], io)).toBe(EXIT.precondition);
    expect(io.err()).toContain('unset AWS_ENDPOINT_URL');
  });

  it('phases that do not exist are refused before a run is opened', async () => {
    const io = fakeIo({ cwd: ownFolder() });
    expect(await dispatch(['deploy', '--env', 'stag', '--to', 'aply'], io)).toBe(EXIT.usage);
    expect(io.err()).toContain('there is no phase "aply"');
  });
});

describe('the program itself', () => {
  const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

  it('ends with the exit code of the command', () => {
    const { status, stderr } = spawnSync(process.execPath, [main, 'no-such'], { encoding: 'utf8' });
    expect(status).toBe(EXIT.usage);
    expect(stderr).toContain('there is no command "no-such"');
  });

  it('survives a reader that went away: `flip-hub … | head -1` is no crash', () => {
    const script = 'set -o pipefail; "$1" "$2" --help | true; echo $?';
    const { stdout, stderr } = spawnSync('/bin/bash', ['-c', script, 'sh', process.execPath, main], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout).toBe('0\n');
  });
});
