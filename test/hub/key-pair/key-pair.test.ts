import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareKeyPairs, ensureKeyPair, readPublicKey, sha256Fingerprint } from '../../../src/hub/key-pair/index.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'flip-hub-key-pair-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const keygen = async (args: readonly string[]) => {
  execFileSync('ssh-keygen', [...args]);
  return { exit: 0, stderr: '' };
};
const pair = (type: string, ...more: string[]) => {
  const file = join(home, type);
  execFileSync('ssh-keygen', ['-q', '-t', type, ...more, '-N', '', '-f', file]);
  return readFileSync(`${file}.pub`, 'utf8');
};

describe('the key pair of an operator', () => {
  it('is made where there is none, private, and never touched again', async () => {
    const first = await ensureKeyPair(home, keygen);
    expect(first.made).toBe(true);
    expect(statSync(first.file).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(first.file);
    const again = await ensureKeyPair(home, async () => {
      throw new Error('ssh-keygen must not be asked');
    });
    expect(again).toEqual({ ...first, made: false });
    expect(readFileSync(first.file)).toEqual(bytes);
  });

  it.each(['host-aws', 'host-aws.pub'])(
    'half of one (%s) is left as it is: it may be the one that hosts know',
    async (half) => {
      mkdirSync(join(home, '.ssh'));
      writeFileSync(join(home, '.ssh', half), 'half');
      await expect(ensureKeyPair(home, keygen)).rejects.toThrow('is missing beside');
      expect(readFileSync(join(home, '.ssh', half), 'utf8')).toBe('half');
    },
  );

  it('that could not be made is an error, not a missing file later', async () => {
    await expect(ensureKeyPair(home, async () => ({ exit: 1, stderr: 'No space left' }))).rejects.toThrow(
      'did not make',
    );
  });
});

describe('the key of EC2', () => {
  const cloud = (fingerprint: string, publicKey?: string) => [{ name: 'flip-keypair', fingerprint, publicKey }];
  const sameness = (own: string, fingerprint: string, publicKey?: string) =>
    compareKeyPairs(own, cloud(fingerprint, publicKey))[0]?.sameness;

  it('an ed25519 key is told by the fingerprint that ssh-keygen shows, with or without prefix and padding', () => {
    const own = pair('ed25519');
    const [, shown = ''] =
      /SHA256:(\S+)/.exec(execFileSync('ssh-keygen', ['-l', '-f', join(home, 'ed25519.pub')], { encoding: 'utf8' })) ??
      [];
    const key = readPublicKey(own);
    expect(key && sha256Fingerprint(key)).toBe(shown);
    expect([shown, `${shown}=`, `SHA256:${shown}`].map((f) => sameness(own, f))).toEqual(['same', 'same', 'same']);
    expect(sameness(own, `${shown.slice(0, -1)}${shown.endsWith('A') ? 'B' : 'A'}`)).toBe('different');
  });

  it('an RSA key is told by the MD5 of its DER form, as openssl makes it', () => {
    const own = pair('rsa', '-b', '2048', '-m', 'PEM');
    const der = execFileSync('openssl', ['rsa', '-in', join(home, 'rsa'), '-pubout', '-outform', 'DER'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const md5 =
      execFileSync('openssl', ['md5', '-c'], { input: der, encoding: 'utf8' }).trim().split(/\s+/).at(-1) ?? '';
    expect(sameness(own, md5)).toBe('same');
    expect(sameness(own, '00'.repeat(16).match(/../g)?.join(':') ?? '')).toBe('different');
  });

  it('the key itself rules where EC2 gives it, whatever its comment', () => {
    const own = pair('ed25519');
    expect(sameness(own, 'anything', own.replace(/ \S+$/, ' somebody@elsewhere'))).toBe('same');
    expect(sameness(own, 'anything', pair('ecdsa'))).toBe('different');
  });

  it('a pair that EC2 made has a fingerprint of its private half: then nothing is claimed', () => {
    expect(sameness(pair('ed25519'), Array(20).fill('ab').join(':'))).toBe('cannot tell');
  });
});
