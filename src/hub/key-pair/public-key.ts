/**
 * Public keys as OpenSSH writes them and as EC2 knows them: types, fingerprints, and whether two are one. Pure.
 * (EC2's fingerprint of an imported ed25519 key is the SHA-256 of the key, of an imported RSA key the MD5 of its DER form.)
 */
import { createHash, createPublicKey } from 'node:crypto';

export interface PublicKey {
  /** `ssh-ed25519`, `ssh-rsa` … */
  type: string;
  blob: Buffer;
}

/** Reads `<type> <base64> [comment]`; undefined when that is not what it is. */
export function readPublicKey(text: string): PublicKey | undefined {
  const [type = '', encoded = ''] = text.trim().split(/\s+/);
  const blob = Buffer.from(encoded, 'base64');
  return blob.length > 4 && fields(blob)[0]?.toString() === type ? { type, blob } : undefined;
}

/** As `ssh-keygen -l` prints it, without its prefix: base64 without padding. */
export const sha256Fingerprint = ({ blob }: PublicKey): string =>
  createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');

/** A key pair of EC2, as it is described. */
export interface CloudKeyPair {
  name: string;
  fingerprint: string;
  /** The public key itself, where EC2 kept it. */
  publicKey: string | undefined;
}

export type Sameness = 'same' | 'different' | 'cannot tell';

export function sameKey(own: PublicKey, cloud: CloudKeyPair): Sameness {
  const theirs = cloud.publicKey === undefined ? undefined : readPublicKey(cloud.publicKey);
  if (theirs) return theirs.blob.equals(own.blob) ? 'same' : 'different';
  const expected =
    own.type === 'ssh-rsa' ? rsaMd5(own) : own.type === 'ssh-ed25519' ? sha256Fingerprint(own) : undefined;
  if (expected === undefined || cloud.fingerprint === '') return 'cannot tell';
  const found = cloud.fingerprint.replace(/^SHA256:/, '').replace(/=+$/, '');
  // Forty hexadecimal digits are a pair that EC2 made itself: its fingerprint is of the private half.
  if (/^([0-9a-f]{2}:){19}[0-9a-f]{2}$/.test(found)) return 'cannot tell';
  return found === expected ? 'same' : 'different';
}

function rsaMd5({ blob }: PublicKey): string {
  const [, e, n] = fields(blob);
  const key = createPublicKey({
    format: 'jwk',
    key: { kty: 'RSA', e: unsigned(e).toString('base64url'), n: unsigned(n).toString('base64url') },
  });
  const digest = createHash('md5')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  return digest.match(/../g)?.join(':') ?? '';
}

/** A leading zero only says that the number is positive. */
const unsigned = (bytes: Buffer = Buffer.alloc(0)): Buffer => (bytes[0] === 0 ? bytes.subarray(1) : bytes);

/** The length-prefixed parts of SSH's wire format; empty when the lengths do not fit. */
function fields(blob: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < blob.length; ) {
    if (at + 4 > blob.length) return [];
    const length = blob.readUInt32BE(at);
    if (at + 4 + length > blob.length) return [];
    parts.push(blob.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return parts;
}
