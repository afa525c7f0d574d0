import { describe, expect, it } from 'vitest';
import { anyEvent } from '../../../../src/engine/events/schema.ts';
import { planEvent, readPlan } from '../../../../src/tools/terraform/plan/index.ts';
import { fixtureText } from '../fixtures.ts';
import { planJson } from './plan-json.ts';

const stag = { environment: 'stag' } as const;

describe('a real plan with every kind of change', () => {
  const model = readPlan(fixtureText('plan-mixed.json'), stag);
  const of = (address: string) => model.changes.find((c) => c.address === `terraform_data.${address}`);

  it('counts as Terraform does: a replacement is one added and one destroyed', () => {
    expect(model.counts).toEqual({ add: 3, change: 1, destroy: 3, import: 0, forget: 1, move: 1 });
    expect(model.operations).toBe(7);
  });

  it('names each action, and leaves out what stays', () => {
    expect(model.changes.map((c) => `${c.name} ${c.action}`).sort()).toEqual([
      'added create',
      'db update',
      'forgotten forget',
      'gone delete',
      'new move',
      'replaced replace',
      'replaced2 replace',
    ]);
    expect(of('new')?.previousAddress).toBe('terraform_data.old');
    expect(of('gone')?.reason).toBe('no_resource_config');
    expect(of('replaced')?.forcedBy).toEqual(['triggers_replace']);
  });

  it('tells in which order a replacement happens', () => {
    expect(of('replaced')?.details?.[0]).toBe('the new one is made before the old one goes');
    expect(of('replaced2')?.details?.[0]).toBe('the old one goes before the new one is made');
  });

  it('no secret gets out, neither where Terraform marks it nor in the unmarked copy it leaves behind', () => {
    expect(fixtureText('plan-mixed.json')).toContain('fake-secret-value-1');
    expect(JSON.stringify(model)).not.toContain('fake-secret');
    expect(of('db')?.details).toEqual([
      'input.password: (sensitive), changed',
      'input.size: 1 → 2',
      'output: (sensitive) → (known after apply)',
    ]);
  });

  it('fits the contract with scripts', () => {
    const cost = { currency: 'USD' as const, month: 1, change: 1, prices: '2026-01', region: 'eu-west-2', leftOut: [] };
    const body = planEvent(model, { phase: 'plan', hash: 'h', reasons: ['a reason'], level: 'severe', cost });
    const event = { v: 1, seq: 1, time: '2026-11-23T10:00:00.000Z', run: 'r', ...body };
    expect(anyEvent.parse(event)).toEqual(event);
  });

  it('a data source that is read during the apply is no change', () => {
    const read = readPlan(planJson([{ address: 'module.a.data.aws_x.y', actions: ['read'], after: {} }]), stag);
    expect(read.changes).toEqual([]);
    expect(read.operations).toBe(0);
  });

  it('a plan without changes is empty', () => {
    const none = readPlan(fixtureText('plan-none.json'), stag);
    expect(none.changes).toEqual([]);
    expect(none.outputs).toEqual([]);
  });
});

describe('details', () => {
  const update = (before: unknown, after: unknown, more = {}) =>
    readPlan(planJson([{ address: 'module.a.aws_x.y', actions: ['update'], before, after, ...more }]), stag).changes[0]
      ?.details;

  it('a name that is secret is masked whatever the marks say', () => {
    expect(update({ password: 'one' }, { password: 'two' })).toEqual(['password: (sensitive), changed']);
    const custom = readPlan(
      planJson([{ address: 'a.b', actions: ['update'], before: { pin: '1' }, after: { pin: '2' } }]),
      {
        ...stag,
        sensitiveNames: ['PIN'],
      },
    );
    expect(custom.changes[0]?.details).toEqual(['pin: (sensitive), changed']);
  });

  it('a list shows as one, nested blocks by their path', () => {
    expect(update({ ips: ['a'], b: [{ size: 1 }] }, { ips: ['a', 'c'], b: [{ size: 2 }] })).toEqual([
      'b[0].size: 1 → 2',
      'ips: ["a"] → ["a","c"]',
    ]);
  });

  it('a huge change is cut, with the number of what is left out', () => {
    const many = (v: number) => Object.fromEntries([...Array(100).keys()].map((i) => [`k${i}`, v]));
    const details = update(many(1), many(2)) ?? [];
    expect(details).toHaveLength(40);
    expect(details.at(-1)).toBe('… and 61 more');
  });
});

describe('imports', () => {
  it('an import that changes nothing is an import; one that also changes keeps both facts', () => {
    const model = readPlan(
      planJson([
        { address: 'aws_s3_bucket.a', actions: ['no-op'], before: {}, after: {}, importId: 'ba' },
        { address: 'aws_s3_bucket.b', actions: ['update'], before: { t: 1 }, after: { t: 2 }, importId: 'bb' },
      ]),
      stag,
    );
    expect(model.changes.map((c) => [c.action, c.importId])).toEqual([
      ['import', 'ba'],
      ['update', 'bb'],
    ]);
    expect(model.counts).toMatchObject({ import: 2, change: 1, add: 0 });
  });

  it('a leftover of an earlier replacement is told apart from the thing itself', () => {
    const model = readPlan(planJson([{ address: 'aws_x.y', actions: ['delete'], before: {}, deposed: '01ab' }]), stag);
    expect(model.changes[0]?.address).toBe('aws_x.y (deposed 01ab)');
  });
});

describe('what is no plan', () => {
  it.each([
    ['cut off', '{"format_version":"1.2"'],
    ['another format', { format_version: '9.0', planned_values: {} }],
    ['a state', { format_version: '1.0', values: {} }],
  ])('%s is an error, not an empty plan that looks harmless', (_, json) => {
    expect(() => readPlan(json, stag)).toThrow(/cannot be read/);
  });
});
