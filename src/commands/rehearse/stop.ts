/** `rehearse stop`: ends the stand-in that a rehearsal left running, and forgets it. A kept workspace stays on disk. */
import { EXIT } from '../../engine/exit-codes.ts';
import type { CommandContext } from '../context.ts';
import { rehearsalFolder, rememberRehearsal } from '../preferences.ts';
import { defaultFolder, lastFolder, removeRehearsal } from './folder.ts';

export async function rehearseStop(ctx: CommandContext): Promise<number> {
  const dir = await lastFolder(ctx.options.keep, ctx.io.cwd);
  const state = await removeRehearsal(dir, dir === defaultFolder(ctx.io.env) ? 'all' : 'stand-in');
  if ((await rehearsalFolder()) === dir) await rememberRehearsal(undefined);
  const words = state === 'stopped' ? `the stand-in of ${dir} is stopped` : `nothing was running in ${dir}`;
  ctx.io.stdout.write(ctx.options.json === true ? `${JSON.stringify({ dir, state })}\n` : `${words}\n`);
  return EXIT.done;
}
