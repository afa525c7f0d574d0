/**
 * kill -9 at every boundary of an edit, one after the other: before, in the middle of and after each call by which the
 * real writer changes files. The boundaries are those that an unkilled edit reports, so that a new one is killed at too.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { EnvDocument } from '../../../src/hub/env-file/index.ts';
import { SAMPLE } from './sample.ts';

const PRELOAD = join(import.meta.dirname, 'support', 'fs-boundaries.mjs');
const CHILD = join(import.meta.dirname, 'support', 'edit-child.ts');
const NEW = EnvDocument.parse(SAMPLE).with('DOCKER_TAG', 'sha-7654321').print();

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

interface Place {
  folder: string;
  file: string;
  backups: string;
}

function place(text: string | undefined): Place {
  const folder = mkdtempSync(join(tmpdir(), 'flip-killed-'));
  folders.push(folder);
  const file = join(folder, '.env.stag');
  const backups = join(folder, '.flip-hub', 'stag', 'backups');
  if (text !== undefined) writeFileSync(file, text, { mode: 0o600 });
  return { folder, file, backups };
}

function edit({ file, backups }: Place, kill?: string) {
  const env = { PATH: process.env.PATH ?? '', ...(kill === undefined ? {} : { FS_KILL: kill }) };
  const ran = spawnSync(process.execPath, ['--import', PRELOAD, CHILD, file, backups], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  return { ...ran, calls: (ran.output[3] ?? '').split('\n').filter((line) => line !== '') };
}

/** Every moment of every call. */
const momentsOf = (calls: readonly string[]): string[] =>
  calls.flatMap((name, at) =>
    ['before', ...(name.startsWith('write') ? ['half'] : []), 'after'].map((moment) => `${at + 1}:${moment}`),
  );

const mode = (path: string): number => statSync(path).mode & 0o777;

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe.each([
  ['of a file that is there', SAMPLE],
  ['that makes a new file', undefined],
])('an edit %s, killed anywhere', (_, before) => {
  const after = before === undefined ? EnvDocument.parse('').with('DOCKER_TAG', 'sha-7654321').print() : NEW;
  const whole = place(before);
  const unkilled = edit(whole);
  const made = existsSync(whole.file) ? readFileSync(whole.file, 'utf8') : undefined;
  const moments = momentsOf(unkilled.calls);

  it('goes through writes, flushes and renames, or this test would prove nothing', () => {
    expect(unkilled.stderr).toBe('');
    expect(made).toBe(after);
    for (const call of ['openSync', 'writeFileSync', 'fsyncSync', 'renameSync'])
      expect(unkilled.calls.filter((name) => name === call)).toHaveLength(before === undefined ? 1 : 2);
  });

  it(`leaves the old or the new file at each of ${moments.length} moments, and no secret open to others`, () => {
    const seen = new Set<string>();
    for (const moment of moments) {
      const here = place(before);
      const { signal } = edit(here, moment);
      expect(signal, moment).toBe('SIGKILL');
      const text = existsSync(here.file) ? readFileSync(here.file, 'utf8') : undefined;
      expect([before, after], moment).toContain(text);
      seen.add(text === before ? 'old' : 'new');
      for (const file of filesBelow(here.folder)) expect(mode(file), `${moment} ${file}`).toBe(0o600);
      if (!existsSync(here.backups)) continue;
      expect(mode(here.backups), moment).toBe(0o700);
      // A dated copy is the whole former text, or not there.
      for (const name of readdirSync(here.backups).filter((n) => !n.endsWith('.tmp')))
        expect(readFileSync(join(here.backups, name), 'utf8'), moment).toBe(before);
    }
    expect([...seen].sort()).toEqual(['new', 'old']);
  });

  it('can simply be made again, and what the killed one left half-written is gone', () => {
    const here = place(before);
    const half = moments.filter((m) => m.endsWith(':half')).at(-1);
    edit(here, half);
    expect(filesBelow(here.folder).filter((f) => f.endsWith('.tmp'))).toHaveLength(1);
    expect(edit(here).status).toBe(0);
    expect(readFileSync(here.file, 'utf8')).toBe(after);
    expect(filesBelow(here.folder).filter((f) => f.endsWith('.tmp'))).toEqual([]);
  });
});

it('a file somebody else could read is never there with the secrets in it, whatever the umask', () => {
  const here = place(undefined);
  mkdirSync(here.backups, { recursive: true });
  const umask = process.umask(0);
  try {
    edit(here);
  } finally {
    process.umask(umask);
  }
  expect(mode(here.file)).toBe(0o600);
});
