import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import { ownFolder } from './own-folder.ts';

describe('a disk that fills in the middle of a run', () => {
  it('lets the phase that works finish and be seen, starts nothing a resume would not know of, and closes the host', () => {
    const script = fileURLToPath(new URL('full-disk-run.ts', import.meta.url));
    const child = spawnSync(
      '/bin/bash',
      ['-c', 'ulimit -f 16; exec "$@"', 'sh', process.execPath, script, ownFolder()],
      { encoding: 'utf8' },
    );
    expect(JSON.parse(child.stdout || `{"stderr":${JSON.stringify(child.stderr)}}`)).toEqual({
      outcome: 'failed',
      exit: EXIT.failed,
      done: [],
      started: ['apply, to its end'],
      drawn: 500,
      errors: ['file-unwritable'],
      finished: 1,
      closed: 1,
    });
  });
});
