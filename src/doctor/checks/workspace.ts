/** The environment files: readable, complete, private, and not in git. */
import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { keyCommand } from '../../hub/index.ts';
import type { Check, DoctorContext, Finding } from '../check.ts';
import { shellWord } from '../fix.ts';

export const envFilesCheck: Check = {
  id: 'env-files',
  title: 'environment files',
  needed: 'readable, nothing missing, no placeholder',
  neededBy: ['deploy'],
  boundMs: 5_000,
  async look(ctx) {
    const there = ctx.environments.filter((e) => e.reading !== undefined);
    const missing = ctx.environments.find((e) => e.reading === undefined);
    if (ctx.workspace === undefined || ctx.environments.length === 0)
      return { verdict: 'warn', found: 'none yet', why: 'there is no .env.stag or .env.production here or above' };
    if (missing) return { verdict: 'fail', found: `${basename(missing.envFile)} is missing`, why: ctx.workspace };
    for (const { reading, envFile } of there) {
      const problems = reading?.problems ?? [];
      const first = problems[0];
      if (first)
        return {
          verdict: 'fail',
          found: `${basename(envFile)}: ${problems.length} to correct`,
          why: problems
            .slice(0, 5)
            .map((p) => `${p.key}${p.line === undefined ? '' : ` (line ${p.line})`}: ${p.words}`)
            .join('; '),
          fix: [`open ${envFile} and correct ${[...new Set(problems.map((p) => p.key))].slice(0, 8).join(', ')}`],
        };
      if ((statSync(envFile).mode & 0o077) !== 0)
        return {
          verdict: 'fail',
          found: `${basename(envFile)} can be read by others`,
          fix: [{ command: `chmod 600 ${shellWord(envFile)}` }],
        };
      const unminted = reading?.unminted ?? [];
      if (unminted.length > 0)
        return {
          verdict: 'warn',
          found: `${basename(envFile)}: ${unminted.join(', ')} not made yet`,
          fix: [{ command: `flip-hub ${keyCommand(unminted)} --env ${environmentOf(ctx, envFile)}` }],
        };
    }
    return { verdict: 'ok', found: there.map((e) => basename(e.envFile)).join(', ') };
  },
};

const environmentOf = (ctx: DoctorContext, envFile: string): string =>
  ctx.environments.find((e) => e.envFile === envFile)?.environment.name ?? 'stag';

/** Everything in a workspace that holds a secret, as git patterns. */
const SECRET_FILES = ['.env.stag', '.env.production', '.env.development', 'trust/.env.*', '.flip-hub'];

export const gitCheck: Check = {
  id: 'git-secrets',
  title: 'secrets outside git',
  needed: 'no file with a secret is tracked',
  neededBy: ['deploy'],
  boundMs: 10_000,
  concerns: (ctx) => ctx.workspace !== undefined,
  async look(ctx): Promise<Finding> {
    const git = ctx.find('git');
    const { workspace } = ctx;
    if (git === undefined || workspace === undefined)
      return { verdict: 'unknown', found: 'not asked', why: 'there is no git on this machine' };
    const said = await ctx.run(git, ['-C', workspace, 'ls-files', '-z', '--', ...SECRET_FILES]);
    if (said.exit === 128) return { verdict: 'ok', found: 'not a git repository' };
    if (said.exit !== 0)
      return { verdict: 'unknown', found: 'not known', why: said.stderr.trim().split('\n')[0] ?? '' };
    const tracked = said.stdout.split('\0').filter((name) => name !== '' && !name.endsWith('.example'));
    if (tracked.length > 0)
      return {
        verdict: 'fail',
        found: `tracked: ${tracked.slice(0, 3).join(', ')}`,
        why: 'what was pushed once counts as published: change those secrets too',
        fix: [{ command: `git -C ${shellWord(workspace)} rm --cached ${tracked.map(shellWord).join(' ')}` }],
      };
    return existsSync(join(workspace, '.gitignore'))
      ? { verdict: 'ok', found: 'none tracked' }
      : { verdict: 'ok', found: 'none tracked', why: 'there is no .gitignore that keeps it so' };
  },
};
