import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvFile, writeEnvFile } from '../../../src/hub/env-file/index.ts';

let folder: string;
let file: string;
let backups: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flip-env-'));
  file = join(folder, '.env.stag');
  backups = join(folder, '.flip-hub', 'stag', 'backups');
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 10, 0, second));
const mode = (path: string) => statSync(path).mode & 0o777;
const write = (text: string, from: string | undefined, second = 0) =>
  writeEnvFile(file, text, { backups, now: at(second), from });

describe('writing the environment file', () => {
  it('a file that was open to everybody becomes the owner’s alone, and so does its backup', () => {
    writeFileSync(file, 'A=1\n');
    chmodSync(file, 0o644);
    const { backup } = write('A=2\n', 'A=1\n');
    expect(readFileSync(file, 'utf8')).toBe('A=2\n');
    expect(mode(file)).toBe(0o600);
    expect(backup).toBe(join(backups, '.env.stag.20261123-100000.000'));
    expect(readFileSync(backup as string, 'utf8')).toBe('A=1\n');
    expect([mode(backup as string), mode(backups)]).toEqual([0o600, 0o700]);
  });

  it('the last five backups stay, and those of another file are not touched', () => {
    write('A=0\n', undefined);
    writeFileSync(join(folder, 'x'), '');
    for (let i = 1; i <= 8; i += 1) write(`A=${i}\n`, `A=${i - 1}\n`, i);
    writeFileSync(join(backups, '.env.production.20200101-000000.000'), 'other');
    write('A=9\n', 'A=8\n', 9);
    const names = readdirSync(backups).sort();
    expect(names.filter((n) => n.startsWith('.env.stag'))).toHaveLength(5);
    expect(names).toContain('.env.production.20200101-000000.000');
    expect(readFileSync(join(backups, names.at(-1) as string), 'utf8')).toBe('A=8\n');
  });

  it('nothing changed: no backup, but the mode is put right', () => {
    writeFileSync(file, 'A=1\n', { mode: 0o644 });
    expect(write('A=1\n', 'A=1\n')).toEqual({ backup: undefined, changed: false });
    expect(mode(file)).toBe(0o600);
  });

  it('an edit somebody made meanwhile is not lost', () => {
    writeFileSync(file, 'A=theirs\n');
    expect(() => write('A=ours\n', 'A=1\n')).toThrow(/was changed while/);
    expect(() => write('A=ours\n', undefined)).toThrow(/was changed while/);
    expect(readFileSync(file, 'utf8')).toBe('A=theirs\n');
  });

  it('a link is neither followed nor replaced', () => {
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, 'A=1\n');
    symlinkSync(elsewhere, file);
    expect(() => readEnvFile(file)).toThrow(/is a link/);
    expect(() => write('A=2\n', 'A=1\n')).toThrow(/is a link/);
    expect(readFileSync(elsewhere, 'utf8')).toBe('A=1\n');
  });

  it('a file that is not there is undefined, and no temporary file is left behind', () => {
    expect(readEnvFile(file)).toBeUndefined();
    write('A=1\n', undefined);
    expect(readdirSync(folder)).toEqual(['.env.stag']);
  });
});
