/** One edit of the environment file by a phase: in place, atomic, backed up; says which keys changed, never their values. */
import { join } from 'node:path';
import { type EnvDocument, schemaOf, writeEnvFile } from '../../hub/index.ts';
import type { HubContext } from '../services.ts';

export interface Edited {
  changed: string[];
  backup: string | undefined;
}

/** Sets keys; those that are not in the file are added. */
export function editEnvFile(ctx: HubContext, wanted: Record<string, string>): Edited {
  const settings = ctx.services.settings();
  const before = settings.reading.document;
  let document = before;
  for (const [key, value] of Object.entries(wanted))
    document = document.with(key, value, { notForShell: schemaOf(key) === undefined });
  return saveEnvFile(
    ctx,
    document,
    Object.keys(wanted).filter((key) => before.value(key) !== document.value(key)),
  );
}

export function saveEnvFile(ctx: HubContext, document: EnvDocument, changed: string[]): Edited {
  const { services } = ctx;
  const settings = services.settings();
  const { backup } = writeEnvFile(services.envFile, document.print(), {
    backups: join(services.stateDir, 'backups'),
    now: services.now(),
    from: settings.source,
  });
  return { changed, backup };
}
