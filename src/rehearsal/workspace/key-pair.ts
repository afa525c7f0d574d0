/** A real ed25519 key pair for a rehearsal: ssh-keygen's when it is installed, else made here in OpenSSH's format. */
import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const COMMENT = 'flip-hub-rehearsal';
const TYPE = 'ssh-ed25519';

/** Writes `path` (0600) and `path.pub`, unless they are there; gives the public key's one line. */
export async function ensureKeyPair(path: string): Promise<string> {
  if (!existsSync(path) || !existsSync(`${path}.pub`)) {
    try {
      await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', COMMENT, '-f', path]);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      writeOwnKeyPair(path);
    }
  }
  chmodSync(path, 0o600);
  return readFileSync(`${path}.pub`, 'utf8').trim();
}

/** The same two files without ssh-keygen: the private one in OpenSSH's own container, unencrypted. */
export function writeOwnKeyPair(path: string): void {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const open = Buffer.from(jwk.x as string, 'base64url');
  const seed = Buffer.from(jwk.d as string, 'base64url');
  const publicBlob = Buffer.concat([field(TYPE), field(open)]);
  const check = randomBytes(4);
  const secret = Buffer.concat([check, check, publicBlob, field(Buffer.concat([seed, open])), field(COMMENT)]);
  // the container's block size without a cipher is 8; padding counts up from 1
  const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, i) => i + 1));
  const container = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    field('none'),
    field('none'),
    field(''),
    Buffer.from([0, 0, 0, 1]),
    field(publicBlob),
    field(Buffer.concat([secret, padding])),
  ]);
  const lines = container.toString('base64').match(/.{1,70}/g) ?? [];
  const pem = ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n');
  writeFileSync(path, pem, { mode: 0o600 });
  writeFileSync(`${path}.pub`, `${TYPE} ${publicBlob.toString('base64')} ${COMMENT}\n`, { mode: 0o644 });
}

/** A length-prefixed string of the SSH wire format. */
function field(value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
