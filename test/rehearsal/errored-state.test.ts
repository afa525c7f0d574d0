/**
 * The state bucket refuses the state at the end of an apply: Terraform leaves `errored.tfstate`, and everything that was
 * made is known to that file alone. The next run compares it, asks, pushes it, and goes on without making anything again.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultFor } from '../../src/rehearsal/gateway/faults.ts';
import { gatewayFor, type TestGateway } from '../rehearsal-unit/support/gateway.ts';
import { newestRun, runUntil } from './support/kill.ts';
import { eventsOf } from './support/program.ts';
import { skipWithout } from './support/requirements.ts';
import { EFFECTS, type SmallEnvironment, SmallHub } from './support/small-hub.ts';

const never = () => false;

describe.skipIf(await skipWithout('terraform', 'moto'))('a state that could not be saved', () => {
  let hub: SmallHub;
  let gateway: TestGateway;
  let environment: SmallEnvironment;
  let refusing = true;
  const refuse: FaultFor = (call) =>
    refusing && call.method === 'PUT' && /\/flip\/terraform\.tfstate$/.test(call.path)
      ? { kind: 'answer', status: 403, code: 'AccessDenied', message: 'Access Denied' }
      : undefined;
  const errored = () => join(newestRun(environment.stateDir) ?? '', 'root', 'errored.tfstate');
  const codes = (records: Parameters<typeof eventsOf>[0]) => eventsOf(records, 'error').map(({ code }) => code);
  const causes = (records: Parameters<typeof eventsOf>[0]) => JSON.stringify(eventsOf(records, 'error'));

  beforeAll(async () => {
    hub = new SmallHub('errored-state');
    await hub.start();
    const dir = mkdtempSync(join(tmpdir(), 'flip-hub-errored-gateway-'));
    gateway = await gatewayFor(dir, hub.standIn.ports.moto, { faultFor: refuse });
    environment = await hub.environment(gateway.url);
  });
  afterAll(async () => {
    await gateway?.close();
    await hub[Symbol.asyncDispose]();
  });

  test('is named with where it lies and how to go on', async () => {
    const failed = await runUntil(environment.program('--yes'), 'flip-hub', never);
    expect(failed.code).not.toBe(0);
    expect(codes(failed.records)).toContain('errored-state');
    expect(environment.effects()).toEqual(EFFECTS);
    expect(existsSync(errored())).toBe(true);
  });

  test('blocks every other change until its push is agreed to, and stays when it is not', async () => {
    refusing = false;
    const declined = await runUntil(environment.program('--resume'), 'flip-hub', never);
    expect([declined.code, codes(declined.records)], causes(declined.records)).toEqual([5, ['declined']]);
    expect(eventsOf(declined.records, 'prompt').map(({ id, flag }) => [id, flag])).toEqual([['push-state', '--yes']]);
    expect(existsSync(errored())).toBe(true);
  });

  test('that was cut off itself is never pushed: it may be all there is', async () => {
    const whole = readFileSync(errored(), 'utf8');
    writeFileSync(errored(), whole.slice(0, whole.length / 2));
    const blocked = await runUntil(environment.program('--resume', '--yes'), 'flip-hub', never);
    expect([blocked.code, codes(blocked.records)]).toEqual([4, ['errored-state']]);
    writeFileSync(errored(), whole);
  });

  test('is pushed after a yes, kept as a backup, and nothing is made a second time', async () => {
    const path = errored();
    const pushed = await runUntil(environment.program('--resume', '--yes'), 'flip-hub', never);
    expect([pushed.code, codes(pushed.records)], causes(pushed.records)).toEqual([0, []]);
    expect(existsSync(path)).toBe(false);
    expect(
      readdirSync(join(environment.stateDir, 'backups')).filter((name) => name.startsWith('errored-')),
    ).toHaveLength(1);
    expect(environment.effects()).toEqual(EFFECTS);
    expect(eventsOf(pushed.records, 'plan').at(-1)).toMatchObject({ add: 0, destroy: 0 });
    expect(await environment.result()).toMatchObject({ open: false, locked: false });
  });

  test('that the bucket has overtaken is not pushed over it', async () => {
    const run = newestRun(environment.stateDir) ?? '';
    const [kept = ''] = readdirSync(join(environment.stateDir, 'backups')).filter((name) =>
      name.startsWith('errored-'),
    );
    writeFileSync(join(run, 'root', 'errored.tfstate'), readFileSync(join(environment.stateDir, 'backups', kept)));
    const blocked = await runUntil(environment.program('--yes'), 'flip-hub', never);
    expect([blocked.code, codes(blocked.records)]).toEqual([4, ['errored-state']]);
    expect(eventsOf(blocked.records, 'error')[0]?.cause).toMatch(/somebody wrote it after|another lineage/);
  });
});
