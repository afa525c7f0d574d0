/** The life of a stand-in: started, found, asked, stopped; killed, and cleaned up after. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { identityOf, isAlive } from '../../../src/engine/process/identity.ts';
import { findStandIn } from '../../../src/rehearsal/life/find.ts';
import { startStandIn } from '../../../src/rehearsal/life/start.ts';
import { stopStandIn } from '../../../src/rehearsal/life/stop.ts';
import { gatewayUrl, type StandIn, statePath } from '../../../src/rehearsal/stand-in.ts';
import { awsClient } from '../support/aws-client.ts';
import { ownFolder } from '../support/folder.ts';
import { missing } from '../support/requirement.ts';

const ENTRY = [process.execPath, fileURLToPath(new URL('../support/daemon-entry.ts', import.meta.url))];
const SLOW = 90_000;
const ENDS = { timeout: 30_000, interval: 100 };

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => resolve(true));
    socket.on('connect', () => socket.destroy()).on('error', () => resolve(false));
  });
const page = async (standIn: StandIn, name: string, method = 'GET') =>
  (await fetch(`${gatewayUrl(standIn)}/_stand-in/${name}`, { method })).json() as Promise<Record<string, unknown>>;

describe.skipIf(await missing('moto'))('stand-in daemon', () => {
  const dir = join(ownFolder('daemon'), 'stand-in');
  afterEach(async () => {
    await stopStandIn(dir);
  });

  it(
    'starts once, is found, answers AWS and its own pages, and leaves nothing when stopped',
    async () => {
      const standIn = await startStandIn({ dir, entry: ENTRY });
      expect(await findStandIn(dir)).toEqual(standIn);
      expect(await startStandIn({ dir, entry: ENTRY })).toEqual(standIn);
      const who = await awsClient(standIn.ports.gateway).query('sts', '2011-06-15', 'GetCallerIdentity');
      expect(who).toContain('<Account>111122223333</Account>');
      expect(await page(standIn, 'status')).toMatchObject({ account: '111122223333', calls: 1, gaps: 0, contacts: 0 });
      expect(await page(standIn, 'calls')).toMatchObject({ byOperation: { 'sts.GetCallerIdentity': 1 } });
      expect(JSON.stringify(await page(standIn, 'status'))).not.toContain(standIn.database?.password ?? 'no database');
      const health = await fetch(`http://127.0.0.1:${standIn.ports.hub}/api/health`);
      expect(await health.json()).toMatchObject({ status: 'ok', version: expect.any(String) });
      const quiesce = await fetch(`http://127.0.0.1:${standIn.ports.hub}/fl/quiesce`);
      expect(await quiesce.json()).toEqual({ deployment_mode: false, fl_quiesced: true });

      expect(await stopStandIn(dir)).toBe('stopped');
      expect(standIn.children.filter(isAlive)).toEqual([]);
      expect(await Promise.all(Object.values(standIn.ports).map(listens))).not.toContain(true);
      expect(existsSync(statePath(dir))).toBe(false);
      expect(await stopStandIn(dir)).toBe('not running');
    },
    SLOW,
  );

  it(
    'takes its children with it when it is killed, and the next start begins afresh',
    async () => {
      const killed = await startStandIn({ dir, entry: ENTRY });
      await awsClient(killed.ports.gateway).rest('s3', 'PUT', '/left-over');
      process.kill(killed.pid, 'SIGKILL');
      await expect.poll(() => killed.children.filter(isAlive), ENDS).toEqual([]);
      expect(await findStandIn(dir)).toBeUndefined();

      const next = await startStandIn({ dir, entry: ENTRY });
      expect(next.pid).not.toBe(killed.pid);
      expect((await awsClient(next.ports.gateway).rest('s3', 'GET', '/left-over')).status).toBe(404);
    },
    SLOW,
  );

  it(
    'ends by itself when nobody calls, or a forgotten rehearsal would hold its memory for days',
    async () => {
      const [node = '', ...entry] = ENTRY;
      const standIn = await startStandIn({ dir, entry: [node, ...entry, '--idle-ms', '300'] });
      await expect
        .poll(() => [identityOf(standIn.pid), ...standIn.children.filter(isAlive)], ENDS)
        .toEqual([undefined]);
    },
    SLOW,
  );

  it(
    'ends when its control page is asked to',
    async () => {
      const standIn = await startStandIn({ dir, entry: ENTRY });
      expect(await page(standIn, 'shutdown')).toEqual({ message: expect.stringContaining('POST') });
      await page(standIn, 'shutdown', 'POST');
      await expect.poll(() => findStandIn(dir), ENDS).toBeUndefined();
    },
    SLOW,
  );

  it(
    'stops starting when its caller gives up',
    async () => {
      const giveUp = new AbortController();
      const starting = startStandIn({ dir, entry: ENTRY, signal: giveUp.signal, onNote: () => giveUp.abort() });
      await expect(starting).rejects.toThrow(/abort/i);
      await expect.poll(() => findStandIn(dir), ENDS).toBeUndefined();
    },
    SLOW,
  );
});

describe('stand-in that cannot start', () => {
  const root = ownFolder('cannot-start');

  it(
    'says which Python it wanted and what to do, with exit code 4',
    async () => {
      const dir = join(root, 'no-python');
      const bin = join(dir, 'bin');
      mkdirSync(bin, { recursive: true });
      const python = join(bin, 'python3');
      writeFileSync(python, '#!/bin/sh\necho 4.2.0\n');
      chmodSync(python, 0o755);
      for (const [name, value] of Object.entries({ PATH: bin, HOME: dir, PYENV_ROOT: dir })) vi.stubEnv(name, value);
      onTestFinished(() => {
        vi.unstubAllEnvs();
      });
      await expect(startStandIn({ dir: join(dir, 's'), entry: ENTRY })).rejects.toMatchObject({
        fields: { code: 'rehearsal-python', exit: 4, cause: expect.stringContaining(`${python} has moto 4.2.0`) },
      });
    },
    SLOW,
  );

  it('shows the log of a daemon that dies at once', async () => {
    const dir = join(root, 'dies');
    const starting = startStandIn({ dir, entry: [process.execPath, '-e', 'console.error("cannot"); process.exit(3)'] });
    await expect(starting).rejects.toMatchObject({ fields: { code: 'rehearsal-not-started' } });
    expect(readFileSync(join(dir, 'stand-in.log'), 'utf8')).toContain('cannot');
  });
});
