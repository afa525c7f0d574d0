/**
 * github-login: is the GitHub CLI there, logged in, and allowed to read the hub's images. Where it is not and a person is
 * there, gh's own login runs in a terminal of its own. Keeps no token: gh has its own store.
 */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { Secret } from '../../engine/secret.ts';
import {
  fromEnvironment,
  type GhLogin,
  LOGIN_ARGS,
  mayReadPackages,
  REFRESH_ARGS,
  readStatus,
  SCOPE,
  STATUS_ARGS,
  TOKEN_ADVICE,
} from '../../tools/gh/login.ts';
import { startInPane } from '../../tools/in-pane.ts';
import { findProgram, runProgram } from '../../tools/process.ts';
import type { HubContext, HubPhase } from '../services.ts';

const STATUS_MS = 30_000;

export const githubLogin: HubPhase = {
  id: 'github-login',
  title: 'GitHub CLI login',
  needs: [],
  reads: [],
  danger: 'mild',
  rehearse: { instead: 'no image is pulled in a rehearsal, so no GitHub login is needed' },
  prove: async () => 'not done',
  async run(ctx) {
    const { services } = ctx;
    const variables = services.ghVariables();
    const env = services.childEnvironment(variables);
    for (const name of ['GH_TOKEN', 'GITHUB_TOKEN'])
      if (variables[name] !== undefined) ctx.secret(new Secret(variables[name], name));
    const gh = findProgram('gh', env.PATH, services.workspace);
    if (gh === undefined) throw missing();
    let { login, exit: said } = await status(ctx, gh, env);
    const needed = login.state === 'out' ? LOGIN_ARGS : lacks(login) && !fromEnvironment(login) ? REFRESH_ARGS : [];
    if (needed.length > 0) {
      const exit = await ctx.pane({
        title: ['gh', ...needed].join(' '),
        start: (size) => startInPane({ file: gh, args: needed, cwd: services.workspace, env }, size),
      });
      if (exit !== undefined) {
        ctx.log(`gh ended with exit ${exit}`);
        ({ login, exit: said } = await status(ctx, gh, env));
      }
    }
    if (login.state === 'out') throw loggedOut(said);
    if (lacks(login)) throw tooLittle(login);
    if (mayReadPackages(login) === undefined)
      ctx.warn(
        'github-login',
        `this token does not tell its scopes: whether it has ${SCOPE} shows when images are pulled`,
      );
    return { gh, account: login.account };
  },
};

const lacks = (login: GhLogin): boolean => login.state === 'in' && mayReadPackages(login) === false;

async function status(
  ctx: HubContext,
  gh: string,
  env: Record<string, string>,
): Promise<{ login: GhLogin; exit: number | null }> {
  const result = await runProgram({
    file: gh,
    args: STATUS_ARGS,
    cwd: ctx.services.workspace,
    env,
    timeoutMs: STATUS_MS,
    signal: ctx.signal,
  });
  const text = `${result.stdout}${result.stderr}`;
  for (const line of text.split('\n')) if (line.trim() !== '') ctx.log(line, 'stdout');
  if (result.timedOut)
    throw new HubError({
      code: 'github-login',
      who: 'environment',
      what: `gh auth status did not answer within ${STATUS_MS / 1000} seconds`,
      cause: 'GitHub cannot be reached, or something holds gh up',
      next: ['gh auth status --hostname github.com'],
      exit: EXIT.authentication,
      tool: 'gh',
    });
  return { login: readStatus(result.exit, text), exit: result.exit };
}

const missing = (): HubError =>
  new HubError({
    code: 'github-login',
    who: 'operator',
    what: 'the GitHub CLI (gh) is not installed',
    cause: 'the images of the hub are private packages of the GitHub container registry',
    next: ['install it: https://cli.github.com', ['gh', ...LOGIN_ARGS].join(' ')],
    exit: EXIT.precondition,
  });

const loggedOut = (exit: number | null): HubError =>
  new HubError({
    code: 'github-login',
    who: 'operator',
    what: 'the GitHub CLI is not logged in',
    cause: 'the images of the hub are private packages of the GitHub container registry',
    next: [['gh', ...LOGIN_ARGS].join(' '), TOKEN_ADVICE],
    exit: EXIT.authentication,
    tool: 'gh',
    ...(exit === null ? {} : { toolExit: exit }),
  });

const tooLittle = (login: GhLogin & { state: 'in' }): HubError =>
  new HubError({
    code: 'github-login',
    who: 'operator',
    what: `the GitHub login of ${login.account} lacks ${SCOPE}`,
    cause: `it comes from ${login.from} and has ${login.scopes?.join(', ') || 'no scope'}: images could not be pulled with it`,
    next: fromEnvironment(login)
      ? [
          `export ${login.from}=<a classic token with ${SCOPE}>`,
          `or unset ${login.from} and: gh ${LOGIN_ARGS.join(' ')}`,
        ]
      : [['gh', ...REFRESH_ARGS].join(' '), TOKEN_ADVICE],
    exit: EXIT.authentication,
    tool: 'gh',
  });
