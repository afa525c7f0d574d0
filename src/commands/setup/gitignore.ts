/** `.gitignore` of a workspace: a line for everything in it that holds a secret. Lines that are there stay as they are. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { diskError, writeFileAtomic } from '../../engine/run/atomic-file.ts';

/** Files of both environments, trust kits, all of our own state, and what a killed write may leave. */
const LINES = [
  '/.env.stag',
  '/.env.production',
  '/.env.development',
  '/trust/.env.*.stag',
  '/trust/.env.*.production',
  '/trust/.env.*.development',
  '/.flip-hub/',
  '.*.tmp',
];

export function ignoreSecrets(workspace: string): void {
  const path = join(workspace, '.gitignore');
  const { text, mode } = present(path);
  const there = new Set(text.split(/\r?\n/).map((line) => line.trim()));
  const missing = LINES.filter((line) => !there.has(line));
  if (missing.length === 0) return;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' ? '' : text.endsWith('\n') ? eol : `${eol}${eol}`;
  writeFileAtomic(path, `${text}${gap}${['# Secrets of flip-hub', ...missing, ''].join(eol)}`, mode);
}

function present(path: string): { text: string; mode: number } {
  try {
    return { text: readFileSync(path, 'utf8'), mode: statSync(path).mode & 0o777 };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { text: '', mode: 0o644 };
    throw diskError(cause, path);
  }
}
