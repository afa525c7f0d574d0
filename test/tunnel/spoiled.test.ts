/** Faults as an operator types them, and those that come by themselves. */
import { describe, expect, it, vi } from 'vitest';
import { NO_FAULTS, sessionFaults } from '../../src/rehearsal/ssm/faults.ts';
import { parseSessionFaults } from '../../src/rehearsal/ssm/remote.ts';
import { shortTemporaryFolder } from '../../src/tools/session-manager-plugin.ts';
import { source } from './support/targets.ts';
import { download, TARGET } from './support/transfers.ts';
import { world } from './support/world.ts';

describe('faults of sessions', () => {
  it('are read by name, each with its own kind of value', () => {
    const typed = parseSessionFaults('loss=0.02, resetEvery=5,newUrl,agentVersion=3.0.196.0');
    expect(sessionFaults(typed)).toEqual({
      ...NO_FAULTS,
      loss: 0.02,
      resetEvery: 5,
      newUrl: true,
      agentVersion: '3.0.196.0',
    });
    expect(sessionFaults(parseSessionFaults('off'))).toEqual(NO_FAULTS);
  });

  it.each(['los=0.1', 'loss=much', 'loss=', 'loss=-1', 'toString=1', ''])(
    '%j is refused with what is known',
    (text) => {
      expect(() => parseSessionFaults(text)).toThrow(
        expect.objectContaining({ fields: expect.objectContaining({ exit: 2 }) }),
      );
    },
  );

  it('cut connections by themselves, and make slow and old agents', { timeout: 60_000 }, async () => {
    const port = await source(300_000);
    const { tunnels, service, log } = await world({ reach: () => ({ host: '127.0.0.1', port }) });
    service.faults = { ...NO_FAULTS, agentVersion: '3.0.196.0', slowAgent: 4, resetEvery: 0.3 };
    const forward = await tunnels.openForward({ id: 'f', target: TARGET, localPort: 0 });
    const socket = download(forward, 300_000);
    await vi.waitUntil(() => service.opened.streams > 2, { timeout: 30_000 });
    service.faults.resetEvery = 0;
    socket.catch(() => undefined);
    expect(log.join('\n')).toContain('agent 3.0.196.0');
  });
});

it('the plugin gets a folder for its socket that is short enough, or it ends before its first word', () => {
  expect(shortTemporaryFolder('/tmp')).toEqual({});
  expect(shortTemporaryFolder(undefined)).toEqual({});
  expect(shortTemporaryFolder(`/${'long'.repeat(20)}`)).toEqual({ TMPDIR: '/tmp' });
});
