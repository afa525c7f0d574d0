/**
 * The hub's own keys: made here, kept only in the environment file and the hub's secret. Decides what must be made or
 * corrected; writes nothing itself.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { type EnvDocument, isPlaceholder } from './env-file/index.ts';

export const KEY = 'INTERNAL_SERVICE_KEY';
export const KEY_HASH = 'INTERNAL_SERVICE_KEY_HASH';
export const AES_KEY = 'AES_KEY_BASE64';
export const DATABASE_PASSWORD = 'POSTGRES_PASSWORD';

/** What happened to one key, without its value. */
export type KeyAction = 'in sync' | 'kept' | 'adopted' | 'minted' | 'rotated' | 'hash rewritten';

export interface KeyChange {
  key: string;
  action: KeyAction;
}

export interface KeyResult {
  document: EnvDocument;
  changes: KeyChange[];
  /** True when the document differs from the one given. */
  changed: boolean;
}

/** 32 random bytes, URL-safe base64 without padding: 43 characters. */
export const mintServiceKey = (): string => randomBytes(32).toString('base64url');

/** 32 random bytes, base64: 44 characters. */
export const mintAesKey = (): string => randomBytes(32).toString('base64');

/** SHA-256 of the key's text, lower-case hex: what the hub compares with. */
export const serviceKeyHash = (key: string): string => createHash('sha256').update(key, 'utf8').digest('hex');

/**
 * The document with an internal service key and a hash that fits it. A key that is there is kept; a placeholder counts
 * as missing; `rotate` makes a new one, which takes effect only after an apply and a redeployment.
 */
export function withServiceKey(document: EnvDocument, rotate = false): KeyResult {
  const key = present(document, KEY);
  if (key === undefined || rotate) {
    const minted = mintServiceKey();
    return result(document, document.with(KEY, minted).with(KEY_HASH, serviceKeyHash(minted)), [
      { key: KEY, action: key === undefined ? 'minted' : 'rotated' },
      { key: KEY_HASH, action: 'hash rewritten' },
    ]);
  }
  const hash = present(document, KEY_HASH);
  if (hash !== undefined && sameText(hash, serviceKeyHash(key))) {
    return result(document, document, [
      { key: KEY, action: 'kept' },
      { key: KEY_HASH, action: 'in sync' },
    ]);
  }
  return result(document, document.with(KEY_HASH, serviceKeyHash(key)), [
    { key: KEY, action: 'kept' },
    { key: KEY_HASH, action: 'hash rewritten' },
  ]);
}

/**
 * The document with a payload key. One that is there is replaced only when told to: every trust holds it too. Throws
 * `key-malformed` (exit 2) when it is not 32 bytes of base64, because a new one would cut all trusts off.
 */
export function withAesKey(document: EnvDocument, rotate = false): KeyResult {
  const key = present(document, AES_KEY);
  if (key !== undefined && rotate)
    return result(document, document.with(AES_KEY, mintAesKey()), [{ key: AES_KEY, action: 'rotated' }]);
  if (key === undefined) {
    return result(document, document.with(AES_KEY, mintAesKey()), [{ key: AES_KEY, action: 'minted' }]);
  }
  if (Buffer.from(key, 'base64').length === 32 && /^[A-Za-z0-9+/]{43}=$/.test(key)) {
    return result(document, document, [{ key: AES_KEY, action: 'kept' }]);
  }
  throw new HubError({
    code: 'key-malformed',
    who: 'operator',
    what: `${AES_KEY} is not 32 bytes in base64`,
    cause: 'It was cut or typed. A new key would cut off every trust that holds the right one.',
    next: [
      'copy the key from another operator or from a trust kit, or remove the line: that of the deployed hub is then adopted',
      `flip-hub generate-internal-service-key`,
    ],
    exit: EXIT.usage,
  });
}

/** The document with a database password, for development only: deployments use IAM tokens. */
export function withDatabasePassword(document: EnvDocument, rotate = false): KeyResult {
  const there = present(document, DATABASE_PASSWORD) !== undefined;
  if (there && !rotate) return result(document, document, [{ key: DATABASE_PASSWORD, action: 'kept' }]);
  const action: KeyAction = there ? 'rotated' : 'minted';
  return result(document, document.with(DATABASE_PASSWORD, mintServiceKey()), [{ key: DATABASE_PASSWORD, action }]);
}

/** What the hub runs with now, read from its secret. */
export interface DeployedKeys {
  [AES_KEY]: string | undefined;
  [KEY]: string | undefined;
}

/** Of the keys that the hub's secret holds, those that this file does not. */
export const absentKeys = (document: EnvDocument): (keyof DeployedKeys)[] =>
  ([AES_KEY, KEY] as const).filter((key) => present(document, key) === undefined);

/**
 * The document with the keys of the deployed hub where it has none of its own: a second operator's file must not invent a
 * new key under every trust. One that is there stays; `differs` names those that are not the deployed ones.
 */
export function withDeployedKeys(document: EnvDocument, deployed: DeployedKeys): KeyResult & { differs: string[] } {
  let after = document;
  const changes: KeyChange[] = [];
  const differs: string[] = [];
  for (const key of [AES_KEY, KEY] as const) {
    const theirs = deployed[key];
    const own = present(document, key);
    if (theirs === undefined) continue;
    if (own === undefined) {
      after = after.with(key, theirs);
      changes.push({ key, action: 'adopted' });
    } else if (!sameText(own, theirs)) differs.push(key);
  }
  return { ...result(document, after, changes), differs };
}

/** Which keys are made new, and which only where they are missing. */
export interface KeyWishes {
  /** The internal key anew. */
  rotate: boolean;
  /** The payload key anew. */
  rotateAes: boolean;
  /** Where nothing is and nothing was adopted: every key, all but the payload key, which is made on request only, or none. */
  mint: 'all' | 'service' | 'none';
}

/** Both, in one document. What is missing and not to be made stays missing. */
export function withAllKeys(document: EnvDocument, { rotate, rotateAes, mint }: KeyWishes): KeyResult {
  const absent = absentKeys(document);
  const none: KeyResult = { document, changes: [], changed: false };
  const service = absent.includes(KEY) && mint === 'none' ? none : withServiceKey(document, rotate);
  if (absent.includes(AES_KEY) && mint !== 'all') return result(document, service.document, service.changes);
  const aes = withAesKey(service.document, rotateAes);
  return result(document, aes.document, [...service.changes, ...aes.changes]);
}

/** The command that makes these; the payload key only when it is among them. */
export const keyCommand = (missing: readonly string[]): string =>
  `generate-internal-service-key${missing.includes(AES_KEY) ? ' --aes-key' : ''}`;

/** True when all three keys are there and key and hash fit together. */
export function keysInSync(document: EnvDocument): boolean {
  const [key, hash] = [present(document, KEY), present(document, KEY_HASH)];
  if (present(document, AES_KEY) === undefined) return false;
  return key !== undefined && hash !== undefined && sameText(hash, serviceKeyHash(key));
}

function present(document: EnvDocument, key: string): string | undefined {
  const value = document.value(key)?.trim();
  return value === undefined || value === '' || isPlaceholder(value) ? undefined : value;
}

function result(before: EnvDocument, after: EnvDocument, changes: KeyChange[]): KeyResult {
  return { document: after, changes, changed: before !== after };
}

const sameText = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
