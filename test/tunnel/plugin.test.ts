/** The way through AWS's own plugin: its words, its listener behind ours, and its bad manners. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startProgram } from '../../src/tools/process.ts';
import type { PluginPort } from '../../src/tunnel/index.ts';
import { pluginCall, pluginSaid, safePieces } from '../../src/tunnel/plugin/call.ts';
import { ownFolder } from '../rehearsal-unit/support/folder.ts';
import { allOf, dialled, echo, noise, resetOf, sha256, some } from './support/targets.ts';
import { TARGET } from './support/transfers.ts';
import { world } from './support/world.ts';

const LONG = { timeout: 60_000 };
const dir = ownFolder('plugin');
const FAKE = fileURLToPath(new URL('./support/fake-plugin.mjs', import.meta.url));
let serial = 0;

function fakePlugin(way: string) {
  serial += 1;
  const seen = join(dir, `seen-${serial}`);
  const plugin: PluginPort = {
    start: (args, env) => {
      const running = startProgram({
        file: process.execPath,
        args: [FAKE, ...args],
        cwd: dir,
        env: { ...env, FAKE_PLUGIN: way, FAKE_PLUGIN_SEEN: seen },
      });
      return {
        onLine: running.onLine,
        ended: running.ended,
        interrupt: () => running.signal('SIGINT'),
        kill: () => running.signal('SIGKILL'),
      };
    },
  };
  const calls = () =>
    existsSync(seen)
      ? readFileSync(seen, 'utf8')
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as { argv: string[]; pid: number })
      : [];
  return { plugin, calls };
}

async function reply(port: number, sent: Buffer): Promise<string> {
  const socket = await dialled(port);
  const back = some(socket, sent.length);
  socket.write(sent);
  return sha256(await back);
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    // No such process.
    return false;
  }
};

describe('a forward by the plugin', LONG, () => {
  it('is taken when our own session does not come about, with no token where others can read it', async () => {
    const { plugin, calls } = fakePlugin('echo');
    const { tunnels, service, log } = await world({ reach: () => undefined, plugin });
    service.faults.refuseStream = true;
    const forward = await tunnels.openForward({ id: 'f', target: TARGET, localPort: 0 });
    expect(await reply(forward.address.port, noise(50_000))).toBe(sha256(noise(50_000)));
    expect(forward.transport).toBe('plugin');
    expect(forward.state).toEqual({ name: 'ready' });
    expect(log.join('\n')).toContain('session-manager-plugin takes over');
    const [call] = calls();
    expect(call?.argv.slice(0, 4)).toEqual(['AWS_SSM_START_SESSION_RESPONSE', 'eu-west-2', 'StartSession', '']);
    expect(JSON.parse(call?.argv[4] ?? '')).toEqual({
      Target: 'i-0abc',
      DocumentName: 'AWS-StartPortForwardingSession',
      Parameters: { portNumber: ['8104'], localPortNumber: ['0'] },
    });
    const proof = await forward.stop();
    expect(proof.sessions).toHaveLength(2);
    expect(proof.sessions.every(({ terminated }) => terminated)).toBe(true);
    expect(isAlive(call?.pid ?? 0)).toBe(false);
    expect(service.active).toEqual([]);
  });

  it('is not taken when AWS itself refuses: the plugin would be refused as well', async () => {
    const { plugin, calls } = fakePlugin('echo');
    const { tunnels } = await world({ reach: () => undefined, plugin });
    const target = { ...TARGET, instance: 'elsewhere' };
    const forward = await tunnels.openForward({ id: 'f', target, localPort: 0 });
    await expect(forward.ready()).rejects.toThrow('TargetNotConnected');
    expect(calls()).toEqual([]);
  });

  it('that dies gets another session behind the same port', async () => {
    const { plugin, calls } = fakePlugin('dies');
    const { tunnels, service, events } = await world({
      reach: () => undefined,
      plugin,
      timings: { retryFirstMs: 10, endBelievedMs: 30_000 },
    });
    const forward = await tunnels.openForward({ id: 'f', target: TARGET, localPort: 0, transport: 'plugin' });
    await forward.ready();
    const socket = await dialled(forward.address.port);
    const reset = resetOf(socket);
    socket.write('the last words');
    expect(await reset).toBe('ECONNRESET');
    await expect.poll(() => calls().length).toBe(2);
    await expect.poll(() => forward.state.name).toBe('ready');
    expect(events.map(({ what }) => what)).toEqual(['started', 'ended', 'started']);
    expect(service.active).toHaveLength(1);
  });

  it('that dies in the middle of an answer resets it: half an answer never looks whole', async () => {
    const { plugin } = fakePlugin('told');
    const { tunnels } = await world({ reach: () => undefined, plugin, timings: { endBelievedMs: 30_000 } });
    const forward = await tunnels.openForward({ id: 'f', target: TARGET, localPort: 0, transport: 'plugin' });
    await forward.ready();
    const [cut, beside] = [await dialled(forward.address.port), await dialled(forward.address.port)];
    const reset = resetOf(cut);
    const half = some(cut, 14);
    cut.write('end');
    expect(String(await half)).toBe('half an answer');
    // Answers that come later: the end of the other connection has been seen.
    for (const word of ['one', 'two', 'three']) {
      const back = some(beside, word.length);
      beside.write(word);
      expect(String(await back)).toBe(word);
    }
    beside.write('die');
    expect(await reset).toBe('ECONNRESET');
  });

  it('that lives passes on the end of a connection', async () => {
    const { plugin } = fakePlugin('told');
    const { tunnels } = await world({ reach: () => undefined, plugin, timings: { endBelievedMs: 1 } });
    const forward = await tunnels.openForward({ id: 'f', target: TARGET, localPort: 0, transport: 'plugin' });
    const socket = await dialled(forward.address.port);
    const all = allOf(socket);
    socket.write('end');
    expect(String(await all)).toBe('half an answer');
  });

  it('that does not end when asked is killed', async () => {
    const { plugin, calls } = fakePlugin('stubborn');
    const { tunnels, service } = await world({ reach: () => undefined, plugin });
    const forward = await tunnels.openForward({ id: 'f', target: TARGET, localPort: 0, transport: 'plugin' });
    await forward.ready();
    expect((await forward.stop()).portClosed).toBe(true);
    expect(isAlive(calls()[0]?.pid ?? 0)).toBe(false);
    expect(service.active).toEqual([]);
  });

  it('asked for where there is none is refused in words', async () => {
    const { tunnels } = await world({ reach: () => undefined });
    await expect(tunnels.openForward({ id: 'f', target: TARGET, localPort: 0, transport: 'plugin' })).rejects.toThrow(
      'no session-manager-plugin',
    );
  });
});

it('native only does not fall back', LONG, async () => {
  const { plugin, calls } = fakePlugin('echo');
  const port = await echo();
  const { tunnels, service } = await world({ reach: () => ({ host: '127.0.0.1', port }), plugin });
  service.faults.refuseStream = true;
  const forward = await tunnels.openForward({ id: 'f', target: TARGET, localPort: 0, transport: 'native' });
  await expect(forward.ready()).rejects.toMatchObject({ fields: { code: 'ssm-session-refused' } });
  expect(calls()).toEqual([]);
});

describe("the plugin's words", () => {
  it.each([
    ['Port 41000 opened for sessionId me-0abc.', { kind: 'listening', port: 41000 }],
    ['Connection to destination port failed, check SSM Agent logs.', { kind: 'target-closed' }],
    [
      'SessionId: me-0abc : Your session timed out due to inactivity.',
      { kind: 'over', why: 'Your session timed out due to inactivity.' },
    ],
    ['Session: me-0abc timed out.', { kind: 'over', why: 'Session: me-0abc timed out.' }],
    ["Cannot perform start session: Can't send message", { kind: 'over', why: "Can't send message" }],
    ['Waiting for connections...', { kind: 'other' }],
  ])('%s', (line, said) => expect(pluginSaid(line)).toEqual(said));

  it('keep the token in the environment', () => {
    const grant = { sessionId: 's', token: 'the-token', streamUrl: 'wss://x' };
    const request = { instance: 'i-0', document: 'd', parameters: {} };
    const { args, env } = pluginCall(grant, request, { region: 'r', profile: 'p', endpoint: 'e' });
    expect(JSON.stringify(args)).not.toContain('the-token');
    expect(JSON.stringify(env)).toContain('the-token');
  });

  it('never get the one write it spoils: a line feed alone in its message', () => {
    for (const length of [1017, 2041, 5, 1016, 1018]) {
      const data = Buffer.alloc(length, 10);
      const pieces = safePieces(data);
      expect(Buffer.concat(pieces)).toEqual(data);
      for (const piece of pieces) expect(piece.length % 1024).not.toBe(1017);
    }
  });
});
