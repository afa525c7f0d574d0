import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planHash } from '../../../../src/tools/terraform/plan/index.ts';
import { fixtureText } from '../fixtures.ts';
import { type Change, planJson } from './plan-json.ts';

const KEY = 'k'.repeat(32);
const hash = (changes: Change[]) => planHash(planJson(changes), KEY);
const create = (after: unknown, more: Partial<Change> = {}): Change => ({
  address: 'aws_x.y',
  actions: ['create'],
  after,
  ...more,
});

describe('the plan hash', () => {
  it('two real plans of one configuration have one hash, so a confirmation given to one holds for the other', () => {
    const first = planHash(fixtureText('plan-mixed.json'), KEY);
    const again = JSON.parse(fixtureText('plan-mixed-again.json')) as Record<string, unknown>;
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(planHash({ ...again, timestamp: '2030-01-01T00:00:00Z', terraform_version: '1.13.9' }, KEY)).toBe(first);
  });

  it('another secret is another hash, though every mask looks the same', () => {
    expect(planHash(fixtureText('plan-mixed-other-secret.json'), KEY)).not.toBe(
      planHash(fixtureText('plan-mixed.json'), KEY),
    );
  });

  it('without the key a secret cannot be guessed from the hash', () => {
    expect(planHash(fixtureText('plan-mixed.json'), 'other')).not.toBe(planHash(fixtureText('plan-mixed.json'), KEY));
  });

  it('what stays as it is does not count, even when AWS moves it on between two plans', () => {
    const one = (time: string): Change[] => [
      { address: 'aws_db_instance.a', actions: ['no-op'], before: { t: time }, after: { t: time } },
      { address: 'aws_db_instance.b', actions: ['update'], before: { t: time, s: 1 }, after: { t: time, s: 2 } },
      { address: 'aws_db_instance.c', actions: ['delete'], before: { id: 'c', t: time } },
    ];
    expect(hash(one('10:00'))).toBe(hash(one('10:05')));
  });

  it('order of resources and of keys does not count', () => {
    const a = create({ p: 1, q: 2 }, { address: 'aws_x.a' });
    const b = create({ q: 2, p: 1 }, { address: 'aws_x.b' });
    expect(hash([a, b])).toBe(
      hash([
        { ...b, after: { p: 1, q: 2 } },
        { ...a, after: { q: 2, p: 1 } },
      ]),
    );
  });

  it.each<[string, Change, Change]>([
    ['a value', create({ a: 1 }), create({ a: 2 })],
    ['the action', create({ a: 1 }), create({ a: 1 }, { actions: ['update'], before: {} })],
    ['the address', create({ a: 1 }), create({ a: 1 }, { address: 'aws_x.z' })],
    ['what is not known yet', create({}, { afterUnknown: { id: true } }), create({}, { afterUnknown: {} })],
    ['what is imported', create({ a: 1 }, { importId: 'x' }), create({ a: 1 }, { importId: 'y' })],
    [
      'the value that is replaced',
      { address: 'a.b', actions: ['update'], before: { s: 1 }, after: { s: 3 } },
      { address: 'a.b', actions: ['update'], before: { s: 2 }, after: { s: 3 } },
    ],
    [
      'which thing is deleted',
      { address: 'a.b', actions: ['delete'], before: { id: 'i-1' } },
      { address: 'a.b', actions: ['delete'], before: { id: 'i-2' } },
    ],
    ['a type: 1 is not "1"', create({ a: 1 }), create({ a: '1' })],
  ])('%s counts', (_, one, other) => {
    expect(hash([one])).not.toBe(hash([other]));
  });

  it('any two different values of any attribute give different hashes, marked or not', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.boolean(), (one, other, marked) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other) && JSON.stringify(one).length > 2);
        const same = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
        const mark = marked ? { afterSensitive: { v: true } } : {};
        expect(hash([create({ v: one }, mark)]) === hash([create({ v: other }, mark)])).toBe(same);
      }),
      { numRuns: 200 },
    );
  });
});

/** -0 is 0 in JSON, and the order of keys means nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value === 'object' && value !== null) {
    const o = value as Record<string, unknown>;
    return Object.keys(o)
      .sort()
      .map((k) => [k, sorted(o[k])]);
  }
  return Object.is(value, -0) ? 0 : value;
}
