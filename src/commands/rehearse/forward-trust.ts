/** `rehearse forward-trust`: the forward manager as it is, over sessions of the stand-in, to pages of the stand-in. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENTS } from '../../engine/environments.ts';
import { writeFileAtomic } from '../../engine/run/atomic-file.ts';
import { stateDirOf } from '../../engine/run/folder.ts';
import { EnvDocument, readEnvFile } from '../../hub/index.ts';
import {
  configOf,
  directivesOf,
  HOST_NAMES,
  ownAlias,
  ownSshConfig,
  writeOwnSshConfig,
} from '../../hub/ssh-config/index.ts';
import {
  createRehearsalWorkspace,
  FAKE_ACCOUNT,
  parseSessionFaults,
  putSessionFaults,
  REHEARSAL_REGION,
  startStandIn,
} from '../../rehearsal/index.ts';
import type { CommandContext } from '../context.ts';
import { namedEnvironment } from '../environment.ts';
import { rememberRehearsal } from '../preferences.ts';
import { keepForwards, requireSome } from '../reach/keep-forwards.ts';
import type { Reached } from '../reach/open.ts';
import { readRequest, specsOf } from '../reach/request.ts';
import { freshFolder, removeRehearsal, standInDir } from './folder.ts';
import { openRehearsed } from './reach.ts';

/** No instance of anybody's: ids of real ones are 8 or 17 hexadecimal digits that AWS chose. */
const INSTANCES = { flip: 'i-00000000000000f11', 'flip-trust': 'i-00000000000000f12' } as const;
const DATABASE = 'database.rehearsal.internal';

export async function rehearseForwardTrust(ctx: CommandContext): Promise<number> {
  const request = readRequest(ctx.options);
  const { keep, faults } = ctx.options;
  const spoiled = faults === undefined ? undefined : parseSessionFaults(faults);
  const environment = namedEnvironment(ctx.options.env, ctx.io.env.PROD) ?? ENVIRONMENTS.stag;
  const dir = await freshFolder(keep, ctx.io.cwd, ctx.io.env);
  const standIn = { account: FAKE_ACCOUNT, region: REHEARSAL_REGION, dir: standInDir(dir) };
  try {
    await createRehearsalWorkspace({ dir, env: environment.name, standIn });
    const envFile = join(dir, environment.envFile);
    const document = EnvDocument.parse(readEnvFile(envFile) ?? '');
    writeFileAtomic(envFile, document.with('DB_HOST', DATABASE).print(), 0o600);
    const started = await startStandIn({
      dir: standIn.dir,
      entry: [...ctx.self, '__stand-in'],
      onNote: (line) => void ctx.io.stderr.write(`${line}\n`),
    });
    if (spoiled !== undefined) {
      await putSessionFaults(started, spoiled);
      ctx.io.stderr.write(`faults are on in the sessions of the stand-in: ${faults}\n`);
    }
    const reached = await openRehearsed(ctx, environment, dir);
    writeHosts(reached, dir);
    const specs = specsOf(request, undefined, reached.services, ctx);
    requireSome(specs);
    return await keepForwards({ ctx, command: 'rehearse forward-trust', reached, request, specs, rehearsal: true });
  } finally {
    if (keep === undefined) {
      await removeRehearsal(dir, 'all');
      await rememberRehearsal(undefined);
    } else ctx.io.stderr.write(`the stand-in still runs: flip-hub rehearse stop --keep ${dir}\n`);
  }
}

/** What `ssh-config` would have written, had these hosts been deployed. */
function writeHosts({ environment, services }: Reached, workspace: string): void {
  mkdirSync(services.ssh.controlFolder.path, { recursive: true, mode: 0o700 });
  const blocks = HOST_NAMES.map((host) => ({
    alias: ownAlias(host, environment.name),
    environment: environment.name,
    directives: directivesOf({
      alias: ownAlias(host, environment.name),
      instance: INSTANCES[host],
      identityFile: services.ssh.identityFile,
      proxy: services.ssh.proxy(),
      controlFolder: services.ssh.controlFolder,
      knownHosts: join(stateDirOf(workspace, environment.name), 'ssh', 'known_hosts'),
    }),
  }));
  writeOwnSshConfig(ownSshConfig(services.stateDir), configOf(blocks));
}
