/** `flip-hub __hold`: reads what to hold from standard input, says `held` once it is held, and stays until it ends. */
import { systemClock } from '../engine/clock.ts';
import { hold, type KeepLock } from '../engine/holder/hold.ts';
import { LockKeeper } from '../engine/holder/keep-lock.ts';
import type { HoldSpec } from '../engine/holder/record.ts';
import { heldBeside } from '../engine/holder/start.ts';
import { LOCK_TIMES } from '../engine/lock/times.ts';
import { keepMemorySmall } from './memory.ts';

export async function main(): Promise<void> {
  keepMemorySmall();
  // What a held tool writes (a saved plan, a state that could not be sent) is for the operator's eyes only.
  process.umask(0o077);
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const spec = JSON.parse(Buffer.concat(chunks).toString('utf8')) as HoldSpec;
  // The one who started us may be dead by now; a broken pipe must not end the holder.
  process.stdout.on('error', () => {});
  await hold(spec, () => process.stdout.write('held\n'), keepLock);
}

/** An AWS client is loaded only in the moment the holder has to beat in place of its run. */
const keepLock: KeepLock = (note, { dir, name }, onLost) =>
  new LockKeeper({
    note,
    clock: systemClock,
    times: LOCK_TIMES,
    open: async (address) => (await import('../aws/lock-store.ts')).lockAt(address),
    onLost,
    othersHeld: () => heldBeside(dir, name),
  });
