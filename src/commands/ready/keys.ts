/** `generate-internal-service-key`: keys made where there are none, adopted where a hub is deployed, or made anew when told to. */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { keysPhase } from '../../phases/pipeline/generate-internal-service-key.ts';
import type { CommandContext } from '../context.ts';
import { runPipeline } from '../pipeline.ts';
import { openReal } from '../real.ts';

export async function run(ctx: CommandContext): Promise<number> {
  const { options } = ctx;
  const rotate = options.force === true;
  if (options['aes-key'] === true && !rotate) throw onlyWithForce();
  const { environment, services, account } = await openReal(ctx);
  const graph = [
    keysPhase({
      rotate,
      rotateAes: options['aes-key'] === true,
      databasePassword: options['database-password'] === true,
    }),
  ];
  const again = `flip-hub ${ctx.command} --env ${environment.name}`;
  const result = await runPipeline({
    ctx,
    command: ctx.command,
    environment,
    services,
    graph,
    selected: graph,
    rehearsal: false,
    account,
    next: ({ outcome }) =>
      outcome !== 'done'
        ? [rotate ? again : `${again} --resume`]
        : rotate
          ? [`flip-hub apply --env ${environment.name}`]
          : [],
  });
  return result.exit;
}

const onlyWithForce = (): HubError =>
  new HubError({
    code: 'usage',
    who: 'operator',
    what: '--aes-key makes a new payload key, and that takes --force',
    cause: 'a payload key that is missing is adopted or made without it; one that is there is held by every trust',
    next: ['flip-hub generate-internal-service-key', 'flip-hub generate-internal-service-key --force --aes-key'],
    exit: EXIT.usage,
  });
