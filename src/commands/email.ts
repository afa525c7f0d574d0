/** `email`: the sender's identity, what this account may send, and what to do next. */
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { awsLogin } from '../phases/pipeline/aws-login.ts';
import { emailPhase } from '../phases/pipeline/email.ts';
import type { CommandContext } from './context.ts';
import { runPipeline } from './pipeline.ts';
import { openReal } from './real.ts';

export async function run(ctx: CommandContext): Promise<number> {
  const { options } = ctx;
  const production = productionRequest(ctx);
  const { environment, services, account } = await openReal(ctx);
  const graph = [awsLogin, emailPhase({ wait: options.wait === true, resend: options.resend === true, production })];
  const result = await runPipeline({
    ctx,
    command: ctx.command,
    environment,
    services,
    graph,
    selected: graph,
    rehearsal: false,
    account,
    next: ({ outcome }) => (outcome === 'done' ? [] : [`flip-hub email --env ${environment.name}`]),
  });
  return result.exit;
}

function productionRequest({ options }: CommandContext) {
  if (options['request-production'] !== true) return undefined;
  const website = options.website ?? '';
  const useCase = options['use-case'] ?? '';
  if (/^https?:\/\/\S+$/.test(website) && useCase.trim().length >= 40) return { website, useCase };
  throw new HubError({
    code: 'usage',
    who: 'operator',
    what: '--request-production needs --website and --use-case',
    cause: 'people at AWS read them: who is mailed, why, how often, and how somebody stops it; at least a sentence',
    next: [
      'flip-hub email --env production --request-production --website https://app.example.org --use-case "Invitations and password resets to the staff of … , about … a day, …"',
    ],
    exit: EXIT.usage,
  });
}
