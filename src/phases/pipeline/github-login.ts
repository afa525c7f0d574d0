/** github-login: is the GitHub CLI there and logged in (image pulls and builds need it). Changes nothing. */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { findProgram, runProgram } from '../../tools/process.ts';
import type { HubPhase } from '../services.ts';

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
    const env = services.childEnvironment();
    const gh = findProgram('gh', env.PATH, services.workspace);
    if (gh === undefined)
      throw new HubError({
        code: 'github-login',
        who: 'operator',
        what: 'the GitHub CLI (gh) is not installed',
        cause: 'the images of the hub are private packages of the GitHub container registry',
        next: ['install it: https://cli.github.com', 'gh auth login --scopes read:packages'],
        exit: EXIT.precondition,
      });
    const result = await runProgram({
      file: gh,
      args: ['auth', 'status'],
      cwd: services.workspace,
      env,
      timeoutMs: 30_000,
      signal: ctx.signal,
    });
    for (const line of `${result.stdout}${result.stderr}`.split('\n')) if (line.trim() !== '') ctx.log(line, 'stdout');
    if (result.exit === 0) return { gh };
    throw new HubError({
      code: 'github-login',
      who: 'operator',
      what: result.timedOut ? 'gh auth status did not answer within 30 seconds' : 'the GitHub CLI is not logged in',
      next: [
        'gh auth login --scopes read:packages',
        'or, without a browser: export GH_TOKEN=<a token with read:packages>',
      ],
      exit: EXIT.authentication,
      tool: 'gh',
      ...(result.exit === null ? {} : { toolExit: result.exit }),
    });
  },
};
