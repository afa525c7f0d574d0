import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import { isHeld } from '../../../src/engine/holder/start.ts';
import { readLocalLock } from '../../../src/engine/lock/local-lock.ts';
import type { InterruptStep } from '../../../src/engine/port.ts';
import { readCheckpoint } from '../../../src/engine/run/checkpoint.ts';
import { fakePhase, gate, refusal } from '../graph/fake-graph.ts';
import { patient, program, textOf } from '../holder/programs.ts';
import { FakeHost, fakeRun } from './fake-run.ts';
import { ownFolder } from './own-folder.ts';

/** A phase that holds a tool and fails when the tool does. */
const holding = (file: string, cwd: string) =>
  fakePhase('apply', [], {
    danger: 'severe',
    run: async (ctx) => {
      const exit = await ctx.hold({
        name: 'terraform',
        file,
        args: [],
        cwd,
        env: { PATH: process.env.PATH ?? '' },
        onLine: (stream, line) => ctx.log(line, stream),
      });
      if (exit.exit !== 0) throw refusal({ code: 'tool-failed', what: `ended with ${exit.exit ?? exit.signal}` });
      return { exit: exit.exit };
    },
  });

/** Calls `act` once, when the host has been told the line. */
function onLine(host: FakeHost, starts: string, act: () => void): void {
  let acted = false;
  host.onEvent = (event) => {
    if (acted || event.type !== 'log' || !event.line.startsWith(starts)) return;
    acted = true;
    act();
  };
}

describe('Ctrl-C', () => {
  it('with nothing running that changes anything, stops at once and says so', async () => {
    const begun = gate();
    const host = new FakeHost();
    const waiting = fakePhase('plan', [], {
      run: async (ctx) => {
        begun.open();
        await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve));
        throw refusal({ code: 'interrupted', exit: EXIT.interrupted });
      },
    });
    const stateDir = ownFolder();
    const run = fakeRun(stateDir, [waiting, fakePhase('apply', ['plan'])], {}, host);
    await begun.opened;
    const step = host.control?.interrupt();
    const { result } = await run;
    expect(step).toMatchObject({ step: 'stopping' });
    expect(step?.words.join()).toContain('nothing that changes anything');
    expect(result).toMatchObject({ outcome: 'interrupted', exit: EXIT.interrupted, notDone: ['plan', 'apply'] });
    expect(host.of('error')).toEqual([]);
    expect(readCheckpoint(stateDir)?.open).toBe(true);
  });

  it('once: the tool gets one SIGINT, ends in its own time, and the run is interrupted', async () => {
    const dir = ownFolder();
    const host = new FakeHost();
    let step: InterruptStep | undefined;
    onLine(host, 'ready', () => {
      step = host.control?.interrupt();
    });
    const { result } = await fakeRun(
      join(dir, 'state'),
      [holding(patient(dir), dir), fakePhase('x', ['apply'])],
      {},
      host,
    );
    expect(step).toMatchObject({ step: 'stopping' });
    expect(step?.words.join()).toContain('terraform');
    expect(textOf(join(dir, 'signals'))).toBe('SIGINT\n');
    expect(host.of('log').map((event) => event.line)).toContain('stopping');
    expect(result).toMatchObject({ outcome: 'interrupted', exit: EXIT.interrupted });
  });

  it('twice: tells what would be lost and sends nothing more; three times: kills, and the run still ends in order', async () => {
    const dir = ownFolder();
    // Never ends by itself, and takes no notice of SIGINT.
    const deaf = program(
      dir,
      'deaf',
      "process.on('SIGINT', () => {}); console.log('ready'); setInterval(() => {}, 1000);",
    );
    const host = new FakeHost();
    const steps: InterruptStep[] = [];
    onLine(host, 'ready', () => {
      for (let i = 0; i < 3; i += 1) {
        const step = host.control?.interrupt();
        if (step) steps.push(step);
      }
    });
    const { result } = await fakeRun(join(dir, 'state'), [holding(deaf, dir)], {}, host);
    expect(steps.map((step) => step.step)).toEqual(['stopping', 'ask-kill', 'killed']);
    expect(steps[1]?.words.join()).toMatch(/terraform.*loses/);
    expect(host.of('error')[0]?.what).toBe('ended with SIGKILL');
    expect(result).toMatchObject({ outcome: 'interrupted', exit: EXIT.interrupted });
    expect(host.closed).toBe(1);
  });

  it('before a tool was started, keeps it from being started at all', async () => {
    const dir = ownFolder();
    const tool = program(dir, 'tool', `require('fs').writeFileSync(${JSON.stringify(join(dir, 'started'))}, '')`);
    const host = new FakeHost();
    host.onEvent = (event) => {
      if (event.type === 'phase-started') host.control?.interrupt();
    };
    const { result } = await fakeRun(join(dir, 'state'), [holding(tool, dir)], {}, host);
    expect(result).toMatchObject({ outcome: 'interrupted', exit: EXIT.interrupted });
    expect(textOf(join(dir, 'started'))).toBe('');
    expect(host.of('tool')).toEqual([]);
  });

  it('answers an open question with nothing: a late yes applies no plan', async () => {
    const host = new FakeHost();
    host.answer = async () => {
      host.control?.interrupt();
      return { yes: true, by: 'operator' };
    };
    let applied = false;
    const asking = fakePhase('apply', [], {
      run: async (ctx) => {
        await ctx.confirm({ id: 'apply', level: 'moderate', subject: 'Apply?', typed: [], because: [] });
        applied = true;
        return {};
      },
    });
    const { result } = await fakeRun(ownFolder(), [asking], {}, host);
    expect(applied).toBe(false);
    expect(result).toMatchObject({ outcome: 'interrupted', exit: EXIT.interrupted });
  });
});

describe('a held tool of a run', () => {
  it('is announced with what is run and its pid, and its lines reach the host and the log in order', async () => {
    const dir = ownFolder();
    const tool = program(dir, 'tool', "console.log('one'); console.error('two'); process.exitCode = 0;");
    const { result, host } = await fakeRun(join(dir, 'state'), [holding(tool, dir)]);
    expect(result.exit).toBe(EXIT.done);
    expect(host.of('tool')[0]).toMatchObject({ phase: 'apply', argv: [tool] });
    expect(host.of('tool')[0]?.pid).toBeGreaterThan(1);
    expect(
      host
        .of('log')
        .map(({ stream, line }) => `${stream} ${line}`)
        .sort(),
    ).toEqual(['stderr two', 'stdout one']);
    expect(textOf(join(result.dir, 'log.txt'))).toContain('one');
  });

  it('that outlives a phase that gave up keeps the environment locked: no second apply beside it', async () => {
    const dir = ownFolder();
    const stateDir = join(dir, 'state');
    const tool = patient(dir);
    const giving = fakePhase('apply', [], {
      run: (ctx) =>
        ctx
          .hold({
            name: 'terraform',
            file: tool,
            args: [],
            cwd: dir,
            env: { PATH: process.env.PATH ?? '' },
            onLine: () => {
              throw refusal({ what: 'could not read its output' });
            },
          })
          .then((exit) => ({ ...exit })),
    });
    const { result } = await fakeRun(stateDir, [giving]);
    expect(result.exit).toBe(EXIT.failed);
    const held = join(result.dir, 'held');
    expect(isHeld(held, 'terraform')).toBe(true);
    expect(readLocalLock(stateDir)?.run).toBe(result.run);
    const patientOne = holding(tool, dir);
    await expect(fakeRun(stateDir, [patientOne])).rejects.toMatchObject({ fields: { exit: EXIT.locked } });

    writeFileSync(join(dir, 'go'), '');
    const resumed = await fakeRun(stateDir, [patientOne], { resume: true });
    expect(resumed.result).toMatchObject({ outcome: 'done', run: result.run });
    expect(resumed.host.of('log').map((event) => event.line)).toEqual([expect.stringContaining('ready'), 'went on']);
    expect(readLocalLock(stateDir)).toBeUndefined();
  });
});
