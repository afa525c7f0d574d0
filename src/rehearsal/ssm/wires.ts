/** The way between a client and an agent, with everything that can happen to frames on it. Knows no session. */

import type { SessionFaults } from './faults.ts';
import { DIGEST_OFFSET } from './wire.ts';

const REORDERED_BY_MS = 25;
const OVERSIZE = 1_500_000;

/** Passes a frame on, or not, or twice, or later. `spoil`: frames of the agent may also arrive damaged. */
export function passer(faults: () => SessionFaults, random: () => number) {
  return (frame: Buffer, spoil: boolean, deliver: (frame: Buffer) => void): void => {
    const now = faults();
    if (random() < now.loss) return;
    const arriving = spoil ? damaged(frame, now, random) : frame;
    const late = now.delayMs + (random() < now.reorder ? REORDERED_BY_MS : 0);
    const times = random() < now.duplicate ? 2 : 1;
    for (let i = 0; i < times; i += 1) {
      if (late === 0) deliver(arriving);
      else setTimeout(() => deliver(arriving), late).unref();
    }
  };
}

function damaged(frame: Buffer, faults: SessionFaults, random: () => number): Buffer {
  if (random() < faults.wrongDigest) {
    const copy = Buffer.from(frame);
    copy.writeUInt8(copy.readUInt8(DIGEST_OFFSET) ^ 0xff, DIGEST_OFFSET);
    return copy;
  }
  if (random() < faults.truncated) return frame.subarray(0, Math.floor(random() * frame.length));
  if (random() < faults.oversized) return Buffer.concat([frame, Buffer.alloc(OVERSIZE)]);
  return frame;
}
