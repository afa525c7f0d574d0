/** gh: installed, logged in, and with the scope that reads the hub's packages. */
import type { Check } from '../check.ts';
import { howToInstall } from '../install.ts';

const SCOPE = 'read:packages';

export const githubCheck: Check = {
  id: 'github',
  title: 'GitHub CLI',
  needed: `logged in, ${SCOPE}`,
  neededBy: ['github-login', 'deploy-trust'],
  boundMs: 15_000,
  async look(ctx) {
    const gh = ctx.find('gh');
    if (gh === undefined) return { verdict: 'fail', found: 'not found', fix: howToInstall('gh', ctx.os) };
    const said = await ctx.run(gh, ['auth', 'status']);
    const text = `${said.stdout}${said.stderr}`;
    if (said.timedOut) return { verdict: 'unknown', found: 'no answer', why: 'gh auth status did not come back' };
    if (said.exit !== 0)
      return {
        verdict: 'fail',
        found: 'not logged in',
        fix: [{ command: `gh auth login --scopes ${SCOPE}` }, 'or export GH_TOKEN=<a token with read:packages>'],
      };
    const scopes = /Token scopes:\s*(.*)/.exec(text)?.[1];
    // A fine-grained token has no scopes to show; what it may do is known only when it is used.
    if (scopes === undefined)
      return { verdict: 'warn', found: 'logged in', why: 'this token does not tell its scopes' };
    if (scopes.includes('packages')) return { verdict: 'ok', found: `logged in, ${SCOPE}` };
    return {
      verdict: 'fail',
      found: `logged in without ${SCOPE}`,
      fix: [{ command: `gh auth refresh --scopes ${SCOPE}` }],
    };
  },
};
