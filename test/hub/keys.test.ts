import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  EnvDocument,
  keysInSync,
  mintAesKey,
  mintServiceKey,
  serviceKeyHash,
  withAesKey,
  withAllKeys,
  withServiceKey,
} from '../../src/hub/index.ts';

const parse = EnvDocument.parse;
const KEY = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ';

describe('the internal service key', () => {
  it('is minted with its hash when there is none, and a placeholder is none', () => {
    for (const text of ['', 'INTERNAL_SERVICE_KEY=<generate me>\n', 'INTERNAL_SERVICE_KEY=\n']) {
      const { document, changes } = withServiceKey(parse(text));
      expect(document.value('INTERNAL_SERVICE_KEY')).toMatch(/^[A-Za-z0-9_-]{43}$/);
      expect(document.value('INTERNAL_SERVICE_KEY_HASH')).toBe(
        serviceKeyHash(document.value('INTERNAL_SERVICE_KEY') ?? ''),
      );
      expect(changes[0]?.action).toBe('minted');
    }
  });

  it('a key that is there is kept, and only its hash is put right', () => {
    const { document, changes } = withServiceKey(
      parse(`INTERNAL_SERVICE_KEY=${KEY}\nINTERNAL_SERVICE_KEY_HASH=wrong\n`),
    );
    expect(document.value('INTERNAL_SERVICE_KEY')).toBe(KEY);
    expect(document.value('INTERNAL_SERVICE_KEY_HASH')).toBe(createHash('sha256').update(KEY).digest('hex'));
    expect(changes.map((c) => c.action)).toEqual(['kept', 'hash rewritten']);
  });

  it('in sync, nothing changes; rotation replaces both', () => {
    const first = withServiceKey(parse('')).document;
    expect(withServiceKey(first)).toMatchObject({ changed: false, document: first });
    const rotated = withServiceKey(first, true);
    expect(rotated.document.value('INTERNAL_SERVICE_KEY')).not.toBe(first.value('INTERNAL_SERVICE_KEY'));
    expect(rotated.changes[0]?.action).toBe('rotated');
    expect(keysInSync(withAesKey(rotated.document).document)).toBe(true);
  });
});

describe('the payload key', () => {
  it('is 32 bytes when minted', () => {
    const key = withAesKey(parse('')).document.value('AES_KEY_BASE64') ?? '';
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
  });

  it('one that is there is never replaced, and a damaged one stops the run: trusts hold the right one', () => {
    const text = `AES_KEY_BASE64=${mintAesKey()}\n`;
    expect(withAesKey(parse(text)).document.print()).toBe(text);
    expect(() => withAesKey(parse('AES_KEY_BASE64=c2hvcnQ=\n'))).toThrow(/not 32 bytes/);
  });
});

const ALL = { rotate: false, rotateAes: false, mint: 'all' } as const;

describe('all keys', () => {
  it('a payload key is made only when it was asked for, and whoever joins makes none', () => {
    const service = withAllKeys(parse(''), { ...ALL, mint: 'service' });
    expect(service.document.value('AES_KEY_BASE64')).toBeUndefined();
    expect(service.document.value('INTERNAL_SERVICE_KEY')).toMatch(/^[\w-]{43}$/);
    expect(withAllKeys(parse('# mine\n'), { ...ALL, mint: 'none' })).toMatchObject({ changed: false, changes: [] });
  });

  it('are made once and then left alone, and no change tells a value', () => {
    const made = withAllKeys(parse('# mine\n'), ALL);
    expect(keysInSync(made.document)).toBe(true);
    expect(withAllKeys(made.document, ALL).changed).toBe(false);
    expect(JSON.stringify(made.changes)).not.toContain(made.document.value('AES_KEY_BASE64'));
    expect(keysInSync(parse(''))).toBe(false);
  });

  it('no two are equal', () => {
    expect(new Set([...Array(50)].map(mintServiceKey)).size).toBe(50);
  });
});
