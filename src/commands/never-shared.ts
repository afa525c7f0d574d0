/**
 * What two environments never share: with one account, or one state, they would deploy over each other. As the files of the
 * other environments in a workspace have it.
 */
import { join } from 'node:path';
import { ENVIRONMENTS, type Environment } from '../engine/environments.ts';
import { EnvDocument, isPlaceholder, readEnvFile } from '../hub/index.ts';

const NEVER_SHARED = ['FLIP_AWS_ACCOUNT_ID', 'FLIP_TFSTATE_BUCKET_NAME'];

export interface TakenValue {
  key: string;
  value: string;
  /** The environment that has it. */
  other: Environment;
}

export function takenByOthers(workspace: string, environment: Environment): TakenValue[] {
  return Object.values(ENVIRONMENTS)
    .filter((other) => other.name !== environment.name && other.terraform !== undefined)
    .flatMap((other) => {
      const text = readEnvFile(join(workspace, other.envFile));
      if (text === undefined) return [];
      const theirs = EnvDocument.parse(text);
      return NEVER_SHARED.flatMap((key) => {
        const value = theirs.value(key)?.trim() ?? '';
        return value === '' || isPlaceholder(value) ? [] : [{ key, value, other }];
      });
    });
}
