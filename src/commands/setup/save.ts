/**
 * Puts a finished setup into the workspace: `.gitignore` first, then the environment file, whole or not at all. A file that
 * is there is edited in place; what it says otherwise stays byte for byte.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../engine/environments.ts';
import { stateDirOf } from '../../engine/run/folder.ts';
import {
  EnvDocument,
  newEnvFile,
  readEnvFile,
  readEnvironment,
  refuseProblems,
  type Written,
  writeEnvFile,
  writeOptions,
} from '../../hub/index.ts';
import type { Answers } from './answers.ts';
import { ignoreSecrets } from './gitignore.ts';

export const envFileOf = (workspace: string, environment: Environment): string => join(workspace, environment.envFile);

/** The document a setup would leave behind. Throws `env-value-unwritable` or `env-file-invalid`, and then nothing was written. */
export function plannedFile(answers: Answers, from: string | undefined, path: string): EnvDocument {
  const values = new Map(
    answers.changes().flatMap(({ row, kind, value }) => (kind === 'keep' ? [] : [[row.key, value] as const])),
  );
  let document: EnvDocument;
  if (from === undefined) document = newEnvFile(answers.environment, values);
  else {
    document = EnvDocument.parse(from);
    for (const [key, value] of values) document = document.with(key, value, writeOptions(key));
  }
  refuseProblems(readEnvironment(document.print(), answers.environment.name), path);
  return document;
}

/** `from` is the text the answers were made with: a file that changed meanwhile is not overwritten. */
export function saveSetup(answers: Answers, workspace: string, from: string | undefined, now: Date): Written {
  const path = envFileOf(workspace, answers.environment);
  const document = plannedFile(answers, from, path);
  mkdirSync(workspace, { recursive: true, mode: 0o700 });
  ignoreSecrets(workspace);
  const backups = join(stateDirOf(workspace, answers.environment.name), 'backups');
  return writeEnvFile(path, document.print(), { backups, now, from });
}

export const readFrom = (workspace: string, environment: Environment): string | undefined =>
  readEnvFile(envFileOf(workspace, environment));
