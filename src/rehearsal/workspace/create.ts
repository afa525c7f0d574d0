/**
 * A workspace for a rehearsal, as setup would leave one for a real deployment: environment file, key pair, the stub
 * of a trust kit, and the mark by which real commands know to refuse it. Never touches the home folder.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENTS, type EnvironmentName } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { writeFileAtomic } from '../../engine/run/atomic-file.ts';
import type { StandIn } from '../stand-in.ts';
import { environmentFileText, publicZoneOf } from './env-file.ts';
import { ensureKeyPair } from './key-pair.ts';

/** In a workspace: here lives a rehearsal, and no real command may work on it. */
export const REHEARSAL_MARK = '.flip-hub/REHEARSAL';
const TRUST_CODE = 'T1';

interface RehearsalWorkspace {
  dir: string;
  env: EnvironmentName;
  envFile: string;
  /** Private key; the public one is beside it with `.pub`. */
  keyFile: string;
  /** The public key's one line. */
  publicKey: string;
  kitFile: string;
  /** The zone the operator must own before the first deployment: what to give to `seedStandIn`. */
  publicZone: string;
}

interface WorkspaceSpec {
  dir: string;
  env: EnvironmentName;
  standIn: Pick<StandIn, 'account' | 'region' | 'dir'>;
}

/** Writes everything anew but the key pair, which is kept when it is there. */
export async function createRehearsalWorkspace({ dir, env, standIn }: WorkspaceSpec): Promise<RehearsalWorkspace> {
  const environment = ENVIRONMENTS[env];
  if (!environment.terraform) {
    throw new HubError({
      code: 'usage',
      who: 'operator',
      what: `${env} is not deployed to AWS, so there is nothing to rehearse`,
      next: ['flip-hub rehearse deploy --env stag'],
      exit: EXIT.usage,
    });
  }
  const own = join(dir, '.flip-hub', env);
  const kits = join(dir, 'trust');
  for (const folder of [own, kits]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  // the mark comes first: there is no moment at which a real command would take this folder for its own
  writeFileAtomic(
    join(dir, REHEARSAL_MARK),
    `${JSON.stringify({ rehearsal: true, env, account: standIn.account, standIn: standIn.dir }, null, 2)}\n`,
  );
  const envFile = join(dir, environment.envFile);
  writeFileAtomic(envFile, environmentFileText(environment));
  const keyFile = join(own, 'host-aws');
  const publicKey = await ensureKeyPair(keyFile);
  const kitFile = join(kits, `.env.${TRUST_CODE}.${env}`);
  writeFileAtomic(kitFile, kitStub());
  return { dir, env, envFile, keyFile, publicKey, kitFile, publicZone: publicZoneOf(environment) };
}

function kitStub(): string {
  return [
    '# Rehearsal: a trust that does not exist.',
    'TRUST_NAME=Rehearsal Trust',
    `TRUST_CODE=${TRUST_CODE}`,
    'TRUST_REGION=London',
    '',
  ].join('\n');
}
