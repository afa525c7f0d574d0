/** How this program, as it is installed here, lets ssh reach the hosts of an environment. */
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../engine/environments.ts';
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { stateDirOf } from '../engine/run/folder.ts';
import type { SshProxy } from '../hub/ssh-config/index.ts';
import type { SshSettings } from '../phases/services.ts';
import type { CommandContext } from './context.ts';

interface SshSettingsOptions {
  ctx: CommandContext;
  environment: Environment;
  workspace: string;
  publicKeyFile: string;
  rehearsal: boolean;
  awsCli: () => { region: string; profile: string | undefined };
}

export function sshSettings(options: SshSettingsOptions): SshSettings {
  const { ctx, environment, workspace } = options;
  const own = join(stateDirOf(workspace, environment.name), 'ssh');
  const sshFolder = join(homedir(), '.ssh');
  return {
    identityFile: shown(options.publicKeyFile.replace(/\.pub$/, '')),
    operatorConfig: join(options.rehearsal ? own : sshFolder, 'config'),
    controlFolder: options.rehearsal ? { shown: own, path: own } : { shown: shown(sshFolder), path: sshFolder },
    knownHosts: options.rehearsal ? join(own, 'known_hosts') : undefined,
    proxy: () => proxyOf(ctx, environment, workspace, options.awsCli),
  };
}

/** With `~` where ssh means the same by it: it goes by the password database and not by $HOME. */
function shown(path: string): string {
  const home = homedir();
  return home === userInfo().homedir && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

function proxyOf(
  ctx: CommandContext,
  environment: Environment,
  workspace: string,
  awsCli: SshSettingsOptions['awsCli'],
): SshProxy {
  const asked = ctx.options.proxy;
  if (asked !== undefined && asked !== 'flip-hub' && asked !== 'aws')
    throw new HubError({
      code: 'usage',
      who: 'operator',
      what: `--proxy knows flip-hub and aws, not ${JSON.stringify(asked)}`,
      next: [`flip-hub ${ctx.command} --proxy aws`],
      exit: EXIT.usage,
    });
  if ((asked ?? (isPassing(ctx.packageDir) ? 'aws' : 'flip-hub')) === 'aws') return { kind: 'aws', ...awsCli() };
  return {
    kind: 'flip-hub',
    // By Node's own path: what starts ssh from a desktop has a PATH that knows no Node.
    program: [process.execPath, join(ctx.packageDir, 'bin', 'flip-hub.js')],
    environment: environment.name,
    workspace,
  };
}

/** npx, pnpm, yarn and bun keep what they run once in folders that are emptied at any time: no file may point there. */
export const isPassing = (packageDir: string): boolean =>
  /[\\/](_npx|dlx(-[^\\/]*)?|xfs-[^\\/]*|bunx-[^\\/]*)[\\/]/.test(packageDir);
