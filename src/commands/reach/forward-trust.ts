/** `forward-trust`: the pages of the trust (and the database, when asked) on this machine, until it is left. */
import type { CommandContext } from '../context.ts';
import { rememberedForwards, rememberForwards } from '../preferences.ts';
import { keepForwards, requireSome } from './keep-forwards.ts';
import { openReached } from './open.ts';
import { readRequest, specsOf } from './request.ts';

export async function run(ctx: CommandContext): Promise<number> {
  const request = readRequest(ctx.options);
  const reached = await openReached(ctx);
  const { name } = reached.environment;
  // What is tried in a rehearsal is no habit of the environment whose name it bears.
  const rehearsal = reached.services.rehearsal !== undefined;
  const remembered = rehearsal ? undefined : await rememberedForwards(name);
  const specs = specsOf(request, remembered, reached.services, ctx);
  requireSome(specs);
  if (request.only !== undefined && !rehearsal)
    await rememberForwards(
      name,
      specs.map((spec) => spec.id),
    );
  return keepForwards({ ctx, command: 'forward-trust', reached, request, specs, rehearsal });
}
