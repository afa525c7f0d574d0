/**
 * Which environment a command is about: `--env`, `FLIP_HUB_ENV`, `PROD`, or a question on a terminal. Never guessed for
 * a command that changes something; the last one used is offered first, not taken.
 */
import { createInterface } from 'node:readline/promises';
import { ENVIRONMENTS, type Environment, environmentNamed, environmentOfProd } from '../engine/environments.ts';
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import type { CommandContext } from './context.ts';
import { lastEnvironment } from './preferences.ts';

/** The environment the words name, or undefined when they name none. `--env` and `PROD` that disagree are exit 2. */
export function namedEnvironment(env: string | undefined, prod: string | undefined): Environment | undefined {
  const named = env === undefined ? undefined : environmentNamed(env, '--env');
  const byProd = prod === undefined || prod === '' ? undefined : environmentOfProd(prod);
  if (named && byProd && named.name !== byProd.name)
    throw new HubError({
      code: 'unknown-environment',
      who: 'operator',
      what: `--env says ${named.name}, but PROD=${prod} means ${byProd.name}`,
      next: [`unset PROD, or use --env ${byProd.name}`],
      exit: EXIT.usage,
    });
  return named ?? byProd;
}

export async function chooseEnvironment(ctx: CommandContext): Promise<Environment> {
  const named = namedEnvironment(ctx.options.env, ctx.io.env.PROD);
  if (named) return deployable(named, ctx.command);
  if (ctx.interactive) return deployable(await ask(ctx), ctx.command);
  throw new HubError({
    code: 'environment-missing',
    who: 'operator',
    what: `${ctx.command} needs to know the environment`,
    cause: 'no command that changes something guesses it',
    next: [`flip-hub ${ctx.command} --env stag`, `flip-hub ${ctx.command} --env production`],
    exit: EXIT.usage,
  });
}

function deployable(environment: Environment, command: string): Environment {
  if (environment.terraform !== undefined) return environment;
  throw new HubError({
    code: 'unknown-environment',
    who: 'operator',
    what: `${environment.name} is docker compose on this machine: there is nothing to ${command} in AWS`,
    next: ['use --env stag or --env production', 'to try a deployment without an account: flip-hub rehearse deploy'],
    exit: EXIT.usage,
  });
}

async function ask(ctx: CommandContext): Promise<Environment> {
  const names = Object.values(ENVIRONMENTS)
    .filter((e) => e.terraform !== undefined)
    .map((e) => e.name);
  const last = await lastEnvironment();
  const offered = last !== undefined && names.includes(last) ? [last, ...names.filter((n) => n !== last)] : names;
  const lines = createInterface({ input: ctx.io.stdin, output: ctx.io.stderr });
  try {
    const typed = (await lines.question(`Which environment? ${offered.join(' or ')} (answered by --env): `)).trim();
    return environmentNamed(typed, 'the answer');
  } finally {
    lines.close();
  }
}
