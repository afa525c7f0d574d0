/** gh: installed, logged in, and with the scope that reads the hub's packages. */
import {
  fromEnvironment,
  LOGIN_ARGS,
  mayReadPackages,
  REFRESH_ARGS,
  readStatus,
  SCOPE,
  STATUS_ARGS,
  TOKEN_ADVICE,
} from '../../tools/gh/login.ts';
import type { Check, Fix } from '../check.ts';
import { howToInstall } from '../install.ts';

const gh = (args: readonly string[]): Fix => ({ command: ['gh', ...args].join(' ') });

export const githubCheck: Check = {
  id: 'github',
  title: 'GitHub CLI',
  needed: `logged in, ${SCOPE}`,
  neededBy: ['github-login', 'deploy-trust'],
  boundMs: 15_000,
  async look(ctx) {
    const file = ctx.find('gh');
    if (file === undefined) return { verdict: 'fail', found: 'not found', fix: howToInstall('gh', ctx.os) };
    const said = await ctx.run(file, STATUS_ARGS);
    if (said.timedOut) return { verdict: 'unknown', found: 'no answer', why: 'gh auth status did not come back' };
    const login = readStatus(said.exit, `${said.stdout}${said.stderr}`);
    if (login.state === 'out') return { verdict: 'fail', found: 'not logged in', fix: [gh(LOGIN_ARGS), TOKEN_ADVICE] };
    const may = mayReadPackages(login);
    // A fine-grained token has no scopes to show; what it may do is known only when it is used.
    if (may === undefined) return { verdict: 'warn', found: 'logged in', why: 'this token does not tell its scopes' };
    if (may) return { verdict: 'ok', found: `logged in, ${SCOPE}` };
    return {
      verdict: 'fail',
      found: `logged in without ${SCOPE}`,
      fix: fromEnvironment(login) ? [`export ${login.from}=<a classic token with ${SCOPE}>`] : [gh(REFRESH_ARGS)],
    };
  },
};
