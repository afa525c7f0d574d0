import { describe, expect, it } from 'vitest';
import { anyEvent } from '../../../src/engine/events/schema.ts';
import type { EventBody } from '../../../src/engine/events/types.ts';
import { toHubEvents } from '../../../src/tools/terraform/translate.ts';
import { fixtureMessages } from './fixtures.ts';

function translated(name: string, options = {}): EventBody[] {
  const translator = toHubEvents('apply', options);
  return [...fixtureMessages(name).flatMap((m) => translator.push(m)), ...translator.end()];
}
const of = <T extends EventBody['type']>(events: EventBody[], type: T) =>
  events.filter((e): e is Extract<EventBody, { type: T }> => e.type === type);

describe('a recorded apply', () => {
  const events = translated('run-apply-166-ok.jsonl');

  it('every event fits the contract with scripts', () => {
    const envelope = { v: 1, seq: 0, time: '2026-11-23T10:00:00.000Z', run: 'r' };
    for (const e of events) expect(anyEvent.safeParse({ ...envelope, ...e }).success, JSON.stringify(e)).toBe(true);
  });

  it('each of the 166 resources starts, ends, and took a time finer than whole seconds', () => {
    const rows = of(events, 'resource').filter((r) => r.action !== 'read');
    const done = rows.filter((r) => r.state === 'done');
    expect(rows.filter((r) => r.state === 'started')).toHaveLength(166);
    expect(done).toHaveLength(166);
    expect(done.every((r) => r.ms !== undefined && r.ms >= 0)).toBe(true);
    expect(done.some((r) => (r.ms ?? 0) % 1000 !== 0)).toBe(true);
    expect(done.find((r) => r.address === 'aws_db_instance.db')?.ms).toBeGreaterThan(60_000);
  });

  it('progress ends at all of what was planned, so that the bar does not stop at 99 %', () => {
    expect(of(events, 'phase-progress').at(-1)).toMatchObject({ done: 166, total: 166 });
  });

  it('the log keeps the sentences of Terraform', () => {
    expect(of(events, 'log').some((l) => l.line.includes('Apply complete! Resources: 166 added'))).toBe(true);
  });
});

describe('failures', () => {
  it('a failed resource is shown at once, its reason later under the same address', () => {
    const events = translated('run-apply-with-errors-import-move-provisioner.jsonl');
    const failed = of(events, 'resource').filter((r) => r.state === 'failed');
    expect(failed.map((r) => r.address).sort()).toEqual(['aws_placement_group.fails', 'terraform_data.bad']);
    const errors = of(events, 'error');
    expect(errors.map((e) => e.address).sort()).toEqual(['aws_placement_group.fails', 'terraform_data.bad']);
    expect(events.indexOf(failed[0] as EventBody)).toBeLessThan(events.indexOf(errors[0] as EventBody));
  });

  it('an error of a destroy, which names no address, is put to the resource that failed', () => {
    const errors = of(translated('run-destroy-refused-deletion-protection.jsonl'), 'error');
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ code: 'aws-deletion-protection', address: 'aws_db_instance.db' });
  });

  it('an interrupt does not bury the real errors under its echoes', () => {
    const errors = of(translated('run-apply-first-interrupted.jsonl'), 'error');
    expect(errors.some((e) => e.what.includes('execution halted'))).toBe(false);
    expect(errors.some((e) => e.address === 'aws_sesv2_configuration_set.cs')).toBe(true);
  });

  it('a lost network is one error, not one a resource; a lock that could not be given back is told beside it', () => {
    const translator = toHubEvents('apply');
    const lost = 'request send failed, Post "http://127.0.0.1:1/": dial tcp 127.0.0.1:1: connect: connection refused';
    const events = ['reading A', 'reading B', 'Error releasing the state lock'].flatMap((what, i) =>
      translator.push({
        type: 'diagnostic',
        message: what,
        diagnostic: {
          severity: 'error',
          summary: `${what}: ${lost}`,
          detail: '',
          ...(i < 2 ? { address: `a.b${i}` } : {}),
        },
      }),
    );
    expect(of(events, 'error').map((e) => e.code)).toEqual(['aws-unreachable', 'tf-lock-not-released']);
    expect(translator.diagnostics).toHaveLength(3);
    expect(of(events, 'log').some((l) => l.line.includes('reading B'))).toBe(true);
  });

  it('the first diagnostic is the cause, also when Terraform told the echo of an interrupt before it', () => {
    const translator = toHubEvents('apply');
    for (const summary of ['execution halted', 'creating X: boom']) {
      translator.push({ type: 'diagnostic', message: summary, diagnostic: { severity: 'error', summary, detail: '' } });
    }
    expect(translator.diagnostics.map((d) => d.summary)).toEqual(['creating X: boom', 'execution halted']);
  });

  it('a failure without any diagnostic still ends as an error', () => {
    const translator = toHubEvents('apply');
    const start = fixtureMessages('every-event.jsonl').find((m) => m.type === 'apply_errored');
    if (start) translator.push(start);
    expect(translator.end()).toMatchObject([{ type: 'error', code: 'terraform-failed' }]);
    expect(translator.end()).toEqual([]);
  });
});

describe('a plan', () => {
  it('rows are planned, and the summary and outputs are kept', () => {
    const translator = toHubEvents('plan');
    const events = fixtureMessages('run-plan-166-create.jsonl').flatMap((m) => translator.push(m));
    const planned = of(events, 'resource').filter((r) => r.state === 'planned' && r.action === 'create');
    expect(planned).toHaveLength(166);
    expect(translator.summary).toMatchObject({ operation: 'plan', add: 166 });
    expect(Object.keys(translator.outputs).length).toBeGreaterThan(0);
  });

  it('refreshing shows a sign of life for each resource', () => {
    const events = translated('run-plan-no-changes.jsonl');
    expect(of(events, 'phase-progress').length).toBeGreaterThan(100);
  });

  it('drift is collected, not shouted: the first refresh after an apply reports dozens that are none', () => {
    const translator = toHubEvents('plan');
    const events = fixtureMessages('run-refresh-only-with-drift.jsonl').flatMap((m) => translator.push(m));
    expect(translator.drift).toHaveLength(3);
    expect(of(events, 'warning')).toEqual([]);
  });
});
