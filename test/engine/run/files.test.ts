import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { HubError } from '../../../src/engine/errors/hub-error.ts';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import { diskError, readJsonFile, writeFileAtomic } from '../../../src/engine/run/atomic-file.ts';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../../../src/engine/run/checkpoint.ts';
import { resumable } from '../../../src/engine/run/resume.ts';
import { ownFolder } from './own-folder.ts';

const errno = (code: string) => Object.assign(new Error(`${code}: it went wrong`), { code });

function thrown(act: () => unknown): HubError {
  try {
    act();
  } catch (error) {
    if (error instanceof HubError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('files that are whole or absent', () => {
  it('replace the old one and leave nothing else behind', () => {
    const dir = ownFolder();
    const path = join(dir, 'checkpoint.json');
    writeFileAtomic(path, 'old');
    writeFileAtomic(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(dir)).toEqual(['checkpoint.json']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('make their folder for the owner only', () => {
    const dir = join(ownFolder(), 'a', 'b');
    writeFileAtomic(join(dir, 'x.json'), '{}');
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  });

  it('when the replacing fails, the old file is whole, no piece of the new one lies about, and the error is in words', () => {
    const dir = ownFolder();
    const path = join(dir, 'checkpoint.json');
    mkdirSync(path);
    expect(thrown(() => writeFileAtomic(path, 'new')).fields.what).toContain(path);
    expect(readdirSync(dir)).toEqual(['checkpoint.json']);
  });

  it('a disk that fills in the middle of a write keeps the old checkpoint instead of half of the new one', () => {
    const dir = ownFolder();
    const path = join(dir, 'checkpoint.json');
    writeFileAtomic(path, 'old');
    const script = fileURLToPath(new URL('write-big.ts', import.meta.url));
    // A limit on the size of files is what a full disk looks like to one process: a short write, then an error.
    const child = spawnSync('/bin/bash', ['-c', 'ulimit -f 8; exec "$@"', 'sh', process.execPath, script, path], {
      encoding: 'utf8',
    });
    expect(child.stdout, child.stderr).toBe('refused\n');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(dir)).toEqual(['checkpoint.json']);
  });

  it('a file that is missing is nothing; one that is broken is an error that names it', () => {
    const path = join(ownFolder(), 'x.json');
    expect(readJsonFile(path)).toBeUndefined();
    writeFileSync(path, '{"half":');
    expect(thrown(() => readJsonFile(path)).fields).toMatchObject({ code: 'file-malformed', exit: EXIT.usage });
  });
});

describe('what the disk says, in words', () => {
  it.each([
    ['ENOSPC', 'disk-full', 'df -h'],
    ['EDQUOT', 'disk-full', 'quota'],
    ['EROFS', 'file-unwritable', '--workspace'],
    ['EACCES', 'file-unwritable', '--workspace'],
  ])('%s tells what to do next', (code, ours, next) => {
    const error = diskError(errno(code), '/ws/x') as HubError;
    expect(error.fields).toMatchObject({ code: ours, who: 'environment', exit: EXIT.precondition });
    expect(error.fields.next.join(' ')).toContain(next);
    expect(error.fields.what).toContain('/ws/x');
  });

  it('keeps an error that is in words already', () => {
    const error = new HubError({ code: 'locked', who: 'operator', what: 'w', next: [] });
    expect(diskError(error, '/x')).toBe(error);
  });
});

describe('the checkpoint', () => {
  const checkpoint = (more: Partial<Checkpoint> = {}): Checkpoint => ({
    v: 1,
    run: '20260101T000000-aaaa',
    command: 'deploy',
    version: '1',
    phases: ['init'],
    marks: {},
    open: true,
    ...more,
  });

  it('comes back as it was written', () => {
    const dir = ownFolder();
    const mark = { outcome: 'done' as const, at: '2026-01-01T00:00:00Z', evidence: { a: 1 }, inputs: 'f' };
    writeCheckpoint(dir, checkpoint({ marks: { init: mark } }));
    expect(readCheckpoint(dir)).toEqual(checkpoint({ marks: { init: mark } }));
  });

  it('of a later format is not read as if it were ours', () => {
    const dir = ownFolder();
    writeFileSync(join(dir, 'checkpoint.json'), JSON.stringify({ ...checkpoint(), v: 2 }));
    expect(readCheckpoint(dir)).toBeUndefined();
  });

  it('is resumed only by the command that left it open; anything else says why and what to type', () => {
    const dir = ownFolder();
    expect(thrown(() => resumable(dir, 'deploy')).fields).toMatchObject({
      code: 'nothing-to-resume',
      exit: EXIT.usage,
      cause: 'no run was started here yet',
    });
    writeCheckpoint(dir, checkpoint());
    expect(resumable(dir, 'deploy').run).toBe('20260101T000000-aaaa');
    expect(thrown(() => resumable(dir, 'plan')).fields.next).toEqual(['flip-hub deploy --resume']);
    writeCheckpoint(dir, checkpoint({ open: false }));
    expect(thrown(() => resumable(dir, 'deploy')).fields.cause).toContain('finished');
  });

  it('that cannot be read is an error: starting over would repeat what was done', () => {
    const dir = ownFolder();
    const path = join(dir, 'checkpoint.json');
    writeFileSync(path, '{"v":1,');
    chmodSync(path, 0o600);
    expect(thrown(() => resumable(dir, 'deploy')).fields.code).toBe('file-malformed');
  });
});
