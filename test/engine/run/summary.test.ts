import { describe, expect, it } from 'vitest';
import type { EventBody, HubEvent } from '../../../src/engine/events/types.ts';
import { summaryText } from '../../../src/engine/run/summary.ts';

const told = (...bodies: EventBody[]): HubEvent[] =>
  bodies.map(
    (body, seq) => ({ v: 1, seq, time: '2026-01-01T00:00:00.000Z', run: '20260101T000000-7f3c', ...body }) as HubEvent,
  );

const start: EventBody = { type: 'run-started', command: 'deploy', env: 'stag', version: '1.0.0' };
const end: EventBody = {
  type: 'run-finished',
  outcome: 'failed',
  exit: 1,
  ms: 61_000,
  next: ['flip-hub deploy --resume'],
};

describe('summary.md, for a person who was not there', () => {
  it('says what was run, how it ended and what to do next', () => {
    const text = summaryText(told(start, end));
    expect(text).toContain('# deploy · stag');
    expect(text).toContain('20260101T000000-7f3c');
    expect(text).toContain('failed, exit 1, 1 min 1 s');
    expect(text).toContain('- flip-hub deploy --resume');
  });

  it('says who agreed to what, and when', () => {
    const text = summaryText(
      told(start, {
        type: 'confirmation',
        phase: 'apply',
        level: 'severe',
        subject: 'Apply?',
        answer: 'yes',
        by: '--confirm',
      }),
    );
    expect(text).toContain('- apply: Apply? **yes** (--confirm, 2026-01-01T00:00:00.000Z)');
  });

  it('carries the errors with their cause and steps', () => {
    const text = summaryText(
      told(start, {
        type: 'error',
        phase: 'apply',
        code: 'aws-quota',
        what: 'no room',
        cause: 'a limit',
        next: ['ask for more'],
      }),
    );
    expect(text).toContain('**aws-quota** no room');
    expect(text).toContain('why: a limit');
    expect(text).toContain('next: ask for more');
  });

  it('a run that was cut off says so instead of looking finished', () => {
    expect(summaryText(told(start))).toContain('outcome: cut off');
  });

  it('a rehearsal is never mistaken for a deployment', () => {
    expect(summaryText(told({ ...start, rehearsal: true }))).toContain('# deploy · stag · rehearsal');
  });

  it('evidence with bars in it does not break the table', () => {
    const text = summaryText(
      told(start, {
        type: 'phase-finished',
        phase: 'plan',
        outcome: 'done',
        ms: 1,
        evidence: { a: 'x|y', b: { c: 1 } },
      }),
    );
    expect(text).toContain('a: x\\|y; b: {"c":1}');
  });
});
