/** What one cycle is a cycle of: the environment, and what its operator set differently from the made-up file. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENTS } from '../../../src/engine/environments.ts';
import { writeFileAtomic } from '../../../src/engine/run/atomic-file.ts';
import { EnvDocument } from '../../../src/hub/index.ts';
import { environmentFileText } from '../../../src/rehearsal/workspace/env-file.ts';

export interface Cycle {
  env: 'stag' | 'production';
  backend: 'nvflare' | 'flower';
  /** Whether a trust host stands in the account. */
  trustHost: boolean;
  /** Whether the state forgets what a destroy left, so that the next deployment has to find and import it. */
  stateLost: boolean;
}

/** Name of the permissions boundary that every role of a cycle gets. */
export const BOUNDARY = 'FlipHubBoundary';

export const production = (cycle: Cycle): boolean => cycle.env === 'production';

/** An operator's own environment file, which a rehearsal takes its settings from; answers the folder it lies in. */
export function ownSettings(cycle: Cycle, dir: string): string {
  const environment = ENVIRONMENTS[cycle.env];
  const settings: Record<string, string> = {
    FL_BACKEND: cycle.backend,
    FLOWER_KIT_DATE: '2026-01-15',
    DEPLOY_TRUST_EC2: String(cycle.trustHost),
    TF_VAR_iam_permissions_boundary_name: BOUNDARY,
  };
  let file = EnvDocument.parse(environmentFileText(environment));
  for (const [key, value] of Object.entries(settings)) file = file.with(key, value);
  const folder = join(dir, 'own');
  mkdirSync(folder, { recursive: true });
  writeFileAtomic(join(folder, environment.envFile), file.print(), 0o600);
  return folder;
}
