/** `ssh flip` and `ssh flip-trust`: a shell on a host in this very terminal, with the environment's own ssh_config. */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { HOST_NAMES, type HostName, instanceOf, ownAlias, ownSshConfig } from '../../hub/ssh-config/index.ts';
import { findProgram, runInTerminal } from '../../tools/process.ts';
import { shellArgv } from '../../tools/ssh/index.ts';
import type { CommandContext } from '../context.ts';
import { openReached } from './open.ts';

export async function run(ctx: CommandContext): Promise<number> {
  const [host, ...command] = ctx.positionals;
  if (!isHost(host))
    throw new HubError({
      code: 'usage',
      who: 'operator',
      what: host === undefined ? 'ssh needs to know where to' : `ssh does not know ${JSON.stringify(host)}`,
      next: HOST_NAMES.map((name) => `flip-hub ssh ${name}`),
      exit: EXIT.usage,
    });
  const { environment, services } = await openReached(ctx);
  instanceOf(services.stateDir, environment.name, host);
  const env = services.childEnvironment({ TERM: ctx.io.env.TERM ?? 'dumb' });
  const ssh = findProgram('ssh', env.PATH, services.workspace);
  if (ssh === undefined)
    throw new HubError({
      code: 'tool-missing',
      who: 'environment',
      what: 'there is no ssh on PATH',
      next: ['install OpenSSH (openssh-client)'],
      exit: EXIT.precondition,
      tool: 'ssh',
    });
  return runInTerminal({
    file: ssh,
    args: shellArgv(
      ownSshConfig(services.stateDir),
      ownAlias(host, environment.name),
      command,
      ctx.io.stdin.isTTY === true && ctx.io.stdout.isTTY === true,
    ),
    cwd: ctx.io.cwd,
    env,
  });
}

const isHost = (name: string | undefined): name is HostName => HOST_NAMES.some((host) => host === name);
