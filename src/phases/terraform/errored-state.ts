/**
 * `errored.tfstate`: Terraform's last resort when it could not save the state. Until it is pushed, the bucket does not
 * know what exists, so it stops every other change.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { readJsonFile } from '../../engine/run/atomic-file.ts';
import { listRuns, runDirOf } from '../../engine/run/folder.ts';

export function refuseErroredState(stateDir: string, env: string): void {
  for (const run of listRuns(stateDir)) {
    const path = join(runDirOf(stateDir, run), 'root', 'errored.tfstate');
    if (!existsSync(path)) continue;
    const state = readJsonFile<{ lineage?: string; serial?: number }>(path);
    throw new HubError({
      code: 'errored-state',
      who: 'environment',
      what: `run ${run} could not save its state: it lies in ${path}`,
      cause: `lineage ${state?.lineage ?? '?'}, serial ${state?.serial ?? '?'}; the bucket does not know what that run created`,
      next: [
        `compare it with the bucket's: terraform state pull (lineage and serial, environment ${env})`,
        `terraform state push ${path}`,
        `rm ${path}`,
      ],
      exit: EXIT.precondition,
    });
  }
}
