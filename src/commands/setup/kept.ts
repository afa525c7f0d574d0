/**
 * What an interrupted setup keeps for the next one: where it was, and what was typed. Never a secret. Owns
 * `.flip-hub/<env>/setup.json`; a damaged one costs answers, never a setup.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { EnvironmentName } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { readJsonFile, writeFileAtomic } from '../../engine/run/atomic-file.ts';
import { stateDirOf } from '../../engine/run/folder.ts';
import { schemaOf } from '../../hub/index.ts';
import { ignoreSecrets } from './gitignore.ts';

const texts = z.record(z.string(), z.string());
const kept = z.object({ v: z.literal(1), page: z.string(), answers: texts, profile: texts.default({}) });
export type Kept = Omit<z.infer<typeof kept>, 'v'>;

const fileOf = (workspace: string, env: EnvironmentName): string => join(stateDirOf(workspace, env), 'setup.json');

export function keptAnswers(workspace: string, env: EnvironmentName): Kept | undefined {
  try {
    const found = kept.safeParse(readJsonFile(fileOf(workspace, env)));
    if (!found.success) return undefined;
    const known = Object.entries(found.data.answers).filter(([key]) => schemaOf(key)?.secret !== true);
    return { ...found.data, answers: Object.fromEntries(known) };
  } catch (error) {
    if (error instanceof HubError && error.fields.code === 'file-malformed') return undefined;
    throw error;
  }
}

export function keepAnswers(workspace: string, env: EnvironmentName, now: Kept): void {
  ignoreSecrets(workspace);
  writeFileAtomic(fileOf(workspace, env), `${JSON.stringify({ v: 1, ...now }, null, 2)}\n`, 0o600);
}

export const forgetAnswers = (workspace: string, env: EnvironmentName): void =>
  rmSync(fileOf(workspace, env), { force: true });
