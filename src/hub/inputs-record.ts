/**
 * What a deployment was made with, to be kept in the state bucket and compared before the next plan: non-secret inputs
 * by name and value, secrets as salted fingerprints. So one operator's old file cannot silently undo another's change.
 */
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { ENV_SCHEMA, type EnvValues, schemaOf } from './env-file/index.ts';
import { AES_KEY, KEY } from './keys.ts';

export interface InputsRecord {
  /** Text by key, as in the environment file. */
  values: Record<string, string>;
  /** `scrypt$<N>$<salt>$<digest>` by key, base64. */
  fingerprints: Record<string, string>;
}

export interface InputDifference {
  key: string;
  kind: 'added' | 'removed' | 'changed';
  /** As recorded and as now; never for a secret. */
  before?: string;
  after?: string;
  /** Severe needs the environment's name typed. */
  level: 'moderate' | 'severe';
  /** What it means, one line. */
  words: string;
}

/** A rotated one of these cuts off every trust or service that still holds the old one. */
const SEVERE = [AES_KEY, KEY];
const COST = 2 ** 14;

export function inputsRecord(values: EnvValues): InputsRecord {
  const record: InputsRecord = { values: {}, fingerprints: {} };
  for (const row of ENV_SCHEMA) {
    if (!row.recorded) continue;
    const secret = values.secret(row.key);
    if (secret) record.fingerprints[row.key] = fingerprint(secret.reveal());
    const text = values.text(row.key);
    if (text !== undefined) record.values[row.key] = text;
  }
  return record;
}

/** Differences by key, severe ones first. A key that a newer flip-hub recorded and this one does not know is left out. */
export function diffInputs(record: InputsRecord, now: EnvValues): InputDifference[] {
  const found = ENV_SCHEMA.filter((row) => row.recorded).flatMap((row): InputDifference[] =>
    row.secret
      ? secretDifference(row.key, record.fingerprints[row.key], now)
      : plainDifference(row.key, record.values[row.key], now),
  );
  return found.sort((a, b) => Number(b.level === 'severe') - Number(a.level === 'severe'));
}

function plainDifference(key: string, before: string | undefined, now: EnvValues): InputDifference[] {
  const after = now.text(key);
  if (sameMeaning(before, after)) return [];
  const row = schemaOf(key);
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  const danger = kind === 'removed' ? row?.destructiveIfAbsent : undefined;
  return [
    {
      key,
      kind,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      level: danger === undefined ? 'moderate' : 'severe',
      words: danger ?? row?.words ?? '',
    },
  ];
}

function secretDifference(key: string, before: string | undefined, now: EnvValues): InputDifference[] {
  const secret = now.secret(key);
  if (before === undefined && !secret) return [];
  if (before !== undefined && secret && matches(before, secret.reveal())) return [];
  const kind = before === undefined ? 'added' : secret ? 'changed' : 'removed';
  const severe = kind !== 'added' && SEVERE.includes(key);
  const consequence =
    key === AES_KEY
      ? 'no trust can decrypt what the hub sends until every kit holds the new key'
      : 'services refuse each other until both have the new key';
  return [
    {
      key,
      kind,
      level: severe ? 'severe' : 'moderate',
      words: severe ? consequence : (schemaOf(key)?.words ?? ''),
    },
  ];
}

/** `["a", "b"]` and `["a","b"]` are one value. */
function sameMeaning(a: string | undefined, b: string | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || !/^[[{]/.test(a) || !/^[[{]/.test(b)) return false;
  try {
    return JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b));
  } catch {
    return false;
  }
}

function fingerprint(secret: string): string {
  const salt = randomBytes(16);
  return `scrypt$${COST}$${salt.toString('base64')}$${digest(secret, salt, COST).toString('base64')}`;
}

function matches(recorded: string, secret: string): boolean {
  const [scheme, cost, salt, expected] = recorded.split('$');
  const n = Number(cost);
  // A cost from the bucket must not be able to stall this machine.
  if (
    scheme !== 'scrypt' ||
    salt === undefined ||
    expected === undefined ||
    !(n >= 2 && n <= 2 ** 17) ||
    (n & (n - 1)) !== 0
  ) {
    return false;
  }
  const wanted = Buffer.from(expected, 'base64');
  const given = digest(secret, Buffer.from(salt, 'base64'), n);
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

const digest = (secret: string, salt: Buffer, cost: number): Buffer =>
  scryptSync(secret, salt, 32, { N: cost, r: 8, p: 1, maxmem: 256 * 1024 * 1024 });
