import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isHeld, killHeld, startHeld } from '../../../src/engine/holder/start.ts';
import { HeldTools } from '../../../src/engine/run/held-tools.ts';
import { holdSpec, patient, program, textOf, until } from '../holder/programs.ts';
import { HOLDER, HOLDER_ENV } from './fake-run.ts';
import { ownFolder } from './own-folder.ts';

/** A tool that a run which is no more left behind in the folder, once it has said its first line. */
async function leftBehind(dir: string, file: string, name: string) {
  const spec = holdSpec(dir, file, { name });
  const record = await startHeld(HOLDER, spec, HOLDER_ENV);
  onTestFinished(() => killHeld(record));
  await until(() => textOf(join(spec.dir, `${name}.out`)).includes('ready'));
  return spec;
}

describe('tools that a cut-off run left behind', () => {
  it('are found by name while they live, and not once they ended', async () => {
    const dir = ownFolder();
    mkdirSync(join(dir, 'held'));
    expect(HeldTools.aliveUnder(dir, isHeld)).toBeUndefined();
    const spec = await leftBehind(dir, patient(dir), 'terraform');
    expect(HeldTools.aliveUnder(dir, isHeld)).toBe('terraform');
    await HeldTools.stopUnder(dir, 10_000);
    expect(isHeld(spec.dir, 'terraform')).toBe(false);
    expect(HeldTools.aliveUnder(dir, isHeld)).toBeUndefined();
  });

  it('are asked to stop before they are killed, so that a state is written', async () => {
    const dir = ownFolder();
    await leftBehind(dir, patient(dir), 'terraform');
    expect(await HeldTools.stopUnder(dir, 10_000)).toEqual(['terraform']);
    expect(textOf(join(dir, 'signals'))).toBe('SIGINT\n');
    expect(textOf(join(dir, 'held', 'terraform.exit.json'))).toContain('"exit":3');
  });

  it('are killed when they do not hear, so that nothing works on behind an operator’s back', async () => {
    const dir = ownFolder();
    const deaf = program(
      dir,
      'deaf',
      "process.on('SIGINT', () => {}); console.log('ready'); setInterval(() => {}, 1000);",
    );
    await leftBehind(dir, deaf, 'terraform');
    await HeldTools.stopUnder(dir, 300);
    await until(() => textOf(join(dir, 'held', 'terraform.exit.json')).includes('SIGKILL'));
  });

  it('none at all is nothing to stop', async () => {
    expect(await HeldTools.stopUnder(join(ownFolder(), 'no-such-run'), 10)).toEqual([]);
  });
});
