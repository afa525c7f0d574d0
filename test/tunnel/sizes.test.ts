/** Each size and each last byte a payload can have: AWS's own client changes some of them. */
import { expect, it } from 'vitest';
import { dialled, echo, noise, sha256, some } from './support/targets.ts';
import { TARGET } from './support/transfers.ts';
import { world } from './support/world.ts';

const LARGEST = 4_100;
const ENDINGS: [string, number][] = [
  ['LF', 10],
  ['CR', 13],
  ['NUL', 0],
];
const SIDE_BY_SIDE = 6;

it.each(ENDINGS)(
  `payloads of 0 to ${LARGEST} bytes ending in %s come back as they were`,
  { timeout: 300_000 },
  async (_, last) => {
    const port = await echo();
    const { tunnels } = await world({
      reach: () => ({ host: '127.0.0.1', port }),
      agent: { messagesPerMs: 0 },
      timings: { messagesPerMs: 0 },
    });
    const forward = await tunnels.openForward({ id: 'f', target: TARGET, localPort: 0 });
    const wrong: number[] = [];
    let checked = 0;
    await Promise.all(
      Array.from({ length: SIDE_BY_SIDE }, async (_, lane) => {
        const socket = await dialled(forward.address.port);
        for (let size = lane; size <= LARGEST; size += SIDE_BY_SIDE) {
          const payload = noise(size);
          if (size > 0) payload[size - 1] = last;
          const back = size === 0 ? Promise.resolve(payload) : some(socket, size);
          socket.write(payload);
          if (sha256(await back) !== sha256(payload)) wrong.push(size);
          checked += 1;
        }
      }),
    );
    expect(wrong).toEqual([]);
    expect(checked).toBe(LARGEST + 1);
  },
);
