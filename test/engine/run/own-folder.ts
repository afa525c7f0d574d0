/** A folder of one test's own, removed after it. Never below the real home folder. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export function ownFolder(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'flip-hub-engine-')));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
