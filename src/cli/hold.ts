/** `flip-hub __hold`: reads what to hold from standard input, says `held` once it is held, and stays until it ends. */

import { hold } from '../engine/holder/hold.ts';
import type { HoldSpec } from '../engine/holder/record.ts';
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
  await hold(spec, () => process.stdout.write('held\n'));
}
