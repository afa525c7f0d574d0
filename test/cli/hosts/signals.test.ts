import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { wireSignals } from '../../../src/cli/hosts/signals.ts';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import { localLockPath } from '../../../src/engine/lock/local-lock.ts';
import type { InterruptStep } from '../../../src/engine/port.ts';
import { until } from '../../engine/holder/programs.ts';
import { ownFolder } from '../../engine/run/own-folder.ts';

const script = fileURLToPath(new URL('signalled-run.ts', import.meta.url));

async function signalled(signal: NodeJS.Signals, ...words: string[]) {
  const stateDir = join(ownFolder(), 'state');
  const child = spawn(process.execPath, [script, stateDir, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  await until(() => err.includes('ready'));
  child.kill(signal);
  const [exit] = await once(child, 'close');
  return {
    exit,
    err,
    last: JSON.parse(out.trim().split('\n').at(-1) ?? ''),
    locked: existsSync(localLockPath(stateDir)),
  };
}

describe('a signal from outside, without a screen', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s stops the run in order instead of cutting it off: phases end, the lock is given back',
    async (signal) => {
      const { last, locked, err, exit } = await signalled(signal);
      expect(exit).toBe(0);
      expect(last).toEqual({ outcome: 'interrupted', exit: EXIT.interrupted, terminated: signal === 'SIGTERM' });
      expect(locked).toBe(false);
      expect(err).toContain('stopping');
    },
  );

  it('does so under --json as well, where a supervisor is most likely to send it', async () => {
    const { last, locked } = await signalled('SIGTERM', 'json');
    expect(last).toMatchObject({ outcome: 'interrupted', terminated: true });
    expect(locked).toBe(false);
  });
});

describe('signals that come more than once', () => {
  const wired = () => {
    const steps: InterruptStep[] = [];
    let calls = 0;
    const unwire = wireSignals({ interrupt: () => ({ step: 'stopping', words: [String(++calls)] }) }, (step) =>
      steps.push(step),
    );
    return { unwire, calls: () => calls, steps };
  };

  it('only a person escalates: a second SIGTERM or SIGHUP kills no Terraform', () => {
    const { unwire, calls, steps } = wired();
    process.emit('SIGHUP');
    process.emit('SIGHUP');
    process.emit('SIGTERM');
    expect(calls()).toBe(1);
    process.emit('SIGINT');
    process.emit('SIGINT');
    expect(calls()).toBe(3);
    expect(steps).toHaveLength(3);
    unwire();
  });

  it('after the run is over they mean nothing to it', () => {
    const before = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => process.listenerCount(signal));
    const { unwire, calls } = wired();
    unwire();
    expect(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => process.listenerCount(signal))).toEqual(before);
    expect(calls()).toBe(0);
  });
});
