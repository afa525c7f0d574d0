import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dispatch } from '../../src/cli/dispatch.ts';
import { anyEvent } from '../../src/engine/events/schema.ts';
import { fakeIo } from '../cli/fake-io.ts';
import { SAMPLE } from '../hub/env-file/sample.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'flip-hub-doctor-command-'));
  writeFileSync(join(dir, '.env.stag'), SAMPLE, { mode: 0o600 });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const doctor = async (...words: string[]) => {
  // No program is on this PATH, and no answer comes from the network of a test.
  const io = fakeIo({ cwd: dir, env: { HOME: dir, PATH: '/nowhere' } });
  const exit = await dispatch(['doctor', ...words], io);
  return { exit, out: io.out(), err: io.err() };
};

it('a script gets one valid event a check, and exit 4 when something blocks a deployment', async () => {
  const { exit, out } = await doctor('--json', '--env', 'stag');
  const events = out
    .trim()
    .split('\n')
    .map((line) => anyEvent.parse(JSON.parse(line)));
  expect(exit).toBe(4);
  expect(events.at(-1)).toMatchObject({ type: 'run-finished', exit: 4 });
  expect(events.find((e) => e.type === 'check' && e.id === 'terraform')).toMatchObject({
    verdict: 'fail',
    neededBy: ['init', 'plan', 'apply'],
  });
  expect(events.find((e) => e.type === 'check' && e.id === 'env-files')).toMatchObject({ verdict: 'ok' });
});

it('a person reads the checks in the order of the table, each failure with its way out', async () => {
  const { out } = await doctor();
  const lines = out.split('\n');
  const at = (words: string) => lines.findIndex((line) => line.includes(words));
  expect(at('Terraform or OpenTofu')).toBe(0);
  expect(at('environment files')).toBeLessThan(at('disk space'));
  expect(at('→ flip-hub key-pair')).toBeGreaterThan(at('~/.ssh/host-aws'));
  expect(out).toMatch(/\d+ of \d+ fine for stag; in the way of: /);
});

it('an environment that is named and has no file is a failure, not a silence', async () => {
  const { out } = await doctor('--env', 'production');
  expect(out).toContain('.env.production is missing');
});
