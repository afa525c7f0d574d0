/** `flip-hub __stand-in DIR`: the daemon a rehearsal runs against, outside flip-hub itself. */
import { runStandInDaemon } from '../rehearsal/index.ts';

export async function main(args: readonly string[]): Promise<void> {
  const dir = args.at(-1);
  if (dir === undefined) throw new Error('__stand-in needs its folder');
  await runStandInDaemon({ dir });
}
