/** What this process holds while local programs do not read: the far side is another process, so only the client counts. */
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, onTestFinished } from 'vitest';
import { createAws } from '../../src/aws/factory.ts';
import { createSessionApi } from '../../src/aws/session-api.ts';
import { createTunnels } from '../../src/tunnel/index.ts';
import { Child } from '../bench/tunnel/talk.ts';
import { ownFolder } from '../rehearsal-unit/support/folder.ts';
import { dialled } from './support/targets.ts';

const MIB = 1024 * 1024;
const SOURCE_PORT = 2;
const BYTES = 32 * MIB;
const dir = ownFolder('memory');

async function forwardFromAfar() {
  const far = new Child(fileURLToPath(new URL('../bench/tunnel/far-side.ts', import.meta.url)), [dir, '0']);
  const { gateway } = await far.next<{ gateway: number }>();
  const aws = createAws({
    region: 'eu-west-2',
    standIn: { endpoint: `http://127.0.0.1:${gateway}`, accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
  });
  const tunnels = createTunnels({ api: createSessionApi(aws, '') });
  onTestFinished(async () => {
    await tunnels.stopAll();
    await far[Symbol.asyncDispose]();
  });
  const target = { kind: 'instance', instance: 'i-0abc', port: SOURCE_PORT } as const;
  const forward = await tunnels.openForward({ id: 'f', target, localPort: 0 });
  await forward.ready();
  return forward;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What buffers hold, without what nobody holds any more: when the engine collects that is another matter, and later on a busy machine. */
function heldNow(): number {
  collect();
  return process.memoryUsage().arrayBuffers;
}

/** The most that buffers held beyond what they held at first, until it has not grown for two seconds. */
async function mostHeld(): Promise<number> {
  const before = heldNow();
  let most = 0;
  for (let still = 0; still < 20; still += 1) {
    await delay(100);
    const held = heldNow() - before;
    if (held > most + MIB / 4) still = 0;
    most = Math.max(most, held);
  }
  return most;
}

it.each([1, 3])(
  '%i programs that ask for 32 MiB each and read nothing cost a few megabytes, not what they asked for',
  { timeout: 100_000 },
  async (readers) => {
    const forward = await forwardFromAfar();
    for (let i = 0; i < readers; i += 1) {
      const socket = await dialled(forward.address.port);
      socket.on('error', () => undefined).pause();
      socket.write(`${BYTES}\n`);
    }
    const held = await mostHeld();
    expect(forward.counters.bytesDown).toBeGreaterThan(MIB);
    expect(held / MIB).toBeLessThan(30);
  },
);
