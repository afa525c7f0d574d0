/**
 * `errored.tfstate`: Terraform's last resort when it could not save the state. Until it is pushed the bucket does not
 * know what exists, so nothing else happens first. It is pushed under a question, after its lineage and serial were
 * compared with the bucket's, and then put among the backups. One that cannot be compared blocks.
 */
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { listRuns, runDirOf } from '../../engine/run/folder.ts';
import { statePushArgv } from '../../tools/terraform/index.ts';
import { guardAccount } from '../account.ts';
import type { HubContext } from '../services.ts';
import type { TerraformSession } from './session.ts';
import { stateView } from './state.ts';

interface ErroredState {
  run: string;
  path: string;
  lineage: string;
  serial: number;
  resources: number;
}

/** What runs of this environment left, oldest first. Throws exit 4 for one that cannot be read: it may be all there is. */
export function erroredStates(stateDir: string): ErroredState[] {
  return listRuns(stateDir)
    .reverse()
    .map((run) => ({ run, path: join(runDirOf(stateDir, run), 'root', 'errored.tfstate') }))
    .filter(({ path }) => existsSync(path))
    .map((file) => ({ ...file, ...readable(file.path, file.run, stateDir) }));
}

/** Pushes each of them after a yes. Throws exit 4 when the bucket's state is another one or newer, exit 5 on a no. */
export async function settleErroredStates(ctx: HubContext, session: TerraformSession): Promise<number> {
  const { stateDir } = ctx.services;
  const found = erroredStates(stateDir);
  for (const errored of found) {
    const bucket = await session.state();
    if (bucket.lineage !== undefined && bucket.lineage !== errored.lineage)
      throw blocked(errored, stateDir, `the bucket holds a state of another lineage (${bucket.lineage})`);
    // The first state of all has serial 0 until it is in the bucket.
    if (bucket.lineage !== undefined && bucket.serial >= errored.serial)
      throw blocked(errored, stateDir, `the bucket holds serial ${bucket.serial}: somebody wrote it after that run`);
    await ctx.confirm({
      id: 'push-state',
      level: 'moderate',
      subject: `Push the state that run ${errored.run} could not save?`,
      typed: [],
      because: [
        `it knows ${errored.resources} resources; its serial is ${errored.serial}, ${bucket.lineage === undefined ? 'and the bucket has no state yet' : `the bucket's is ${bucket.serial}, of the same lineage`}`,
        `it lies in ${errored.path}`,
      ],
    });
    await guardAccount(ctx);
    await session.run(statePushArgv(errored.path), 'state push');
    const now = await session.state();
    // A first state gets its lineage from the push; what it manages is the proof that it arrived.
    const lost = [...stateView(readFileSync(errored.path, 'utf8')).addresses].filter((one) => !now.addresses.has(one));
    if (lost.length > 0 || now.serial < errored.serial)
      throw blocked(
        errored,
        stateDir,
        `after the push the bucket holds serial ${now.serial} without ${lost.join(', ') || 'its contents'}`,
      );
    ctx.log(
      `the state of run ${errored.run} is in the bucket now (serial ${now.serial}); the file is ${putAside(errored, stateDir)}`,
    );
  }
  return found.length;
}

/** Nothing is deleted: what was pushed stays as a backup. */
function putAside(errored: ErroredState, stateDir: string): string {
  const backups = join(stateDir, 'backups');
  mkdirSync(backups, { recursive: true, mode: 0o700 });
  const kept = join(backups, `errored-${errored.run}-${errored.serial}.tfstate`);
  renameSync(errored.path, kept);
  return kept;
}

function readable(path: string, run: string, stateDir: string) {
  let state: { lineage?: unknown; serial?: unknown; resources?: unknown[] } | null;
  try {
    state = JSON.parse(readFileSync(path, 'utf8')) as typeof state;
  } catch {
    // Cut off or not JSON: the question marks say so, and the file stays where it is.
    state = null;
  }
  const { lineage, serial, resources } = state ?? {};
  if (typeof lineage === 'string' && typeof serial === 'number')
    return { lineage, serial, resources: Array.isArray(resources) ? resources.length : 0 };
  throw blocked({ run, path, lineage: '?', serial: '?' }, stateDir, 'it cannot be read whole');
}

function blocked(
  errored: { run: string; path: string; lineage: string; serial: number | string },
  stateDir: string,
  why: string,
): HubError {
  const { run, path, lineage, serial } = errored;
  const terraform = `TF_DATA_DIR=${join(stateDir, 'tfdata')} terraform -chdir=${dirname(path)}`;
  return new HubError({
    code: 'errored-state',
    who: 'environment',
    what: `run ${run} could not save its state: it lies in ${path}`,
    cause: `lineage ${lineage}, serial ${serial}; ${why}. The bucket does not know what that run created`,
    next: [
      `compare it with the bucket's (lineage and serial): ${terraform} state pull`,
      `if it is the newer truth: ${terraform} state push errored.tfstate`,
      `then, or if the bucket's is right, put it aside: mv ${path} ${path}.done`,
    ],
    exit: EXIT.precondition,
  });
}
