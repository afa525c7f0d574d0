/** `flip-hub __stand-in [--iam=MODE] DIR`: the daemon a rehearsal runs against, outside flip-hub itself. */
import { parsePermissionMode, runStandInDaemon } from '../rehearsal/index.ts';

export async function main(args: readonly string[]): Promise<void> {
  const dir = args.at(-1);
  if (dir === undefined) throw new Error('__stand-in needs its folder');
  const iam = args.find((arg) => arg.startsWith('--iam='))?.slice('--iam='.length);
  await runStandInDaemon({ dir, ...(iam === undefined ? {} : { permissions: parsePermissionMode(iam) }) });
}
