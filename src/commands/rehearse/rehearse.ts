/** `rehearse deploy`, `rehearse forward-trust` and `rehearse stop`: the same phases as a real deployment, against a stand-in of AWS on this machine. */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import type { CommandContext } from '../context.ts';
import { rehearseDeploy } from './deploy.ts';
import { rehearseForwardTrust } from './forward-trust.ts';
import { rehearseStop } from './stop.ts';

const KINDS: Record<string, (ctx: CommandContext) => Promise<number>> = {
  deploy: rehearseDeploy,
  'forward-trust': rehearseForwardTrust,
  stop: rehearseStop,
};

export async function run(ctx: CommandContext): Promise<number> {
  const [what, ...more] = ctx.positionals;
  const kind = what === undefined ? undefined : KINDS[what];
  if (kind !== undefined && more.length === 0) return kind(ctx);
  throw new HubError({
    code: 'usage',
    who: 'operator',
    what:
      what === undefined
        ? 'rehearse needs to know what'
        : `rehearse does not know ${JSON.stringify([what, ...more].join(' '))}`,
    next: Object.keys(KINDS).map((name) => `flip-hub rehearse ${name}`),
    exit: EXIT.usage,
  });
}
