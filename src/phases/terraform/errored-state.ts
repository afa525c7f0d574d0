/**
 * `errored.tfstate`: Terraform's last resort when it could not save the state. Until it is pushed, the bucket does not
 * know what exists, so it stops every other change.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { listRuns, runDirOf } from '../../engine/run/folder.ts';

export function refuseErroredState(stateDir: string, env: string): void {
  for (const run of listRuns(stateDir)) {
    const path = join(runDirOf(stateDir, run), 'root', 'errored.tfstate');
    if (!existsSync(path)) continue;
    const state = sayingOf(path);
    const terraform = `TF_DATA_DIR=${join(stateDir, 'tfdata')} terraform -chdir=${dirname(path)}`;
    throw new HubError({
      code: 'errored-state',
      who: 'environment',
      what: `run ${run} could not save its state: it lies in ${path}`,
      cause: `lineage ${state.lineage ?? '?'}, serial ${state.serial ?? '?'}; the bucket does not know what that run created`,
      next: [
        `compare it with the bucket's (lineage and serial, environment ${env}): ${terraform} state pull`,
        `${terraform} state push errored.tfstate`,
        `rm ${path}`,
      ],
      exit: EXIT.precondition,
    });
  }
}

/** What it says of itself. One that is cut off blocks all the same: it may be all there is. */
function sayingOf(path: string): { lineage?: unknown; serial?: unknown } {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { lineage?: unknown; serial?: unknown } | null) ?? {};
  } catch {
    // Unreadable or not JSON: the question marks say so, and the file stays where it is.
    return {};
  }
}
