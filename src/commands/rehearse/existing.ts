/**
 * Rehearsing what is real: the operator's own environment file, copied into the rehearsal's workspace with everything
 * replaced that belongs to a real account. The workspace it comes from is only read.
 */
import { join } from 'node:path';
import type { Environment } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { writeFileAtomic } from '../../engine/run/atomic-file.ts';
import { ENV_SCHEMA, EnvDocument, readEnvFile } from '../../hub/index.ts';
import { refuseRehearsalWorkspace } from '../workspace.ts';

/** What must never meet a stand-in, or means nothing in one: the account, who signs in, and every secret. */
const REPLACED: readonly string[] = [
  'FLIP_AWS_ACCOUNT_ID',
  'AWS_PROFILE',
  'AWS_REGION',
  ...ENV_SCHEMA.filter((row) => row.secret).map((row) => row.key),
];

/** Puts the real file's settings into the workspace that a rehearsal just made. Throws exit 2 when there is no such file. */
export function takeSettings(from: string, into: string, environment: Environment): void {
  refuseRehearsalWorkspace(from);
  const source = readEnvFile(join(from, environment.envFile));
  const path = join(into, environment.envFile);
  const made = readEnvFile(path);
  if (source === undefined || made === undefined)
    throw new HubError({
      code: 'env-file-missing',
      who: 'operator',
      what: `${join(from, environment.envFile)} does not exist`,
      next: ['leave --workspace out to rehearse with made-up settings'],
      exit: EXIT.usage,
    });
  writeFileAtomic(path, rehearsalText(source, made), 0o600);
}

/** The source with each replaced key as the made-up file has it; a secret that is made later is left empty. */
export function rehearsalText(source: string, made: string): string {
  const fake = EnvDocument.parse(made);
  let document = EnvDocument.parse(source);
  for (const key of REPLACED) {
    if (document.assignment(key) === undefined && fake.assignment(key) === undefined) continue;
    document = document.with(key, fake.value(key) ?? '');
  }
  return document.print();
}
