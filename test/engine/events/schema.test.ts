import { describe, expect, it } from 'vitest';
import { CODES, type ErrorCode } from '../../../src/engine/errors/codes.ts';
import { HubError } from '../../../src/engine/errors/hub-error.ts';
import { errorBody } from '../../../src/engine/errors/report.ts';
import { anyEvent } from '../../../src/engine/events/schema.ts';
import { EXIT } from '../../../src/engine/exit-codes.ts';

const envelope = { v: 1, seq: 0, time: '2026-01-01T00:00:00.000Z', run: 'r' };

describe('the schema scripts rely on', () => {
  it('ignores fields it does not know, so that an older reader survives a newer flip-hub', () => {
    expect(anyEvent.safeParse({ ...envelope, type: 'phase-started', phase: 'a', later: 1 }).success).toBe(true);
  });

  it.each([
    ['no sequence number', { v: 1, time: envelope.time, run: 'r', type: 'phase-started', phase: 'a' }],
    ['another version', { ...envelope, v: 2, type: 'phase-started', phase: 'a' }],
    ['a local time', { ...envelope, time: '2026-01-01 00:00', type: 'phase-started', phase: 'a' }],
    ['an unknown type', { ...envelope, type: 'phase-begun', phase: 'a' }],
    [
      'an outcome nobody knows',
      { ...envelope, type: 'phase-finished', phase: 'a', outcome: 'ok', ms: 1, evidence: {} },
    ],
    ['an exit that is no whole number', { ...envelope, type: 'run-finished', outcome: 'done', exit: 0.5, ms: 1 }],
  ])('refuses an event with %s', (_, event) => {
    expect(anyEvent.safeParse(event).success).toBe(false);
  });
});

describe('a thrown thing as an error event', () => {
  it.each(Object.keys(CODES) as ErrorCode[])('%s passes the schema with every field set', (code) => {
    const error = new HubError({
      code,
      who: 'tool',
      what: 'w',
      cause: 'c',
      next: ['n'],
      tool: 'terraform',
      toolExit: 1,
      address: 'a.b',
      log: '/l',
      exit: EXIT.failed,
    });
    const { body, exit } = errorBody('apply', error);
    expect(anyEvent.parse({ ...envelope, ...body })).toMatchObject({ code, cause: 'c', toolExit: 1, address: 'a.b' });
    expect(exit).toBe(EXIT.failed);
  });

  it('an error without a log of its own points at the log of the run', () => {
    const error = new HubError({ code: 'locked', who: 'operator', what: 'w', next: [] });
    expect(errorBody('x', error, '/run/log.txt').body.log).toBe('/run/log.txt');
    const own = new HubError({ code: 'locked', who: 'operator', what: 'w', next: [], log: '/own.txt' });
    expect(errorBody('x', own, '/run/log.txt').body.log).toBe('/own.txt');
  });

  it.each([new TypeError('x is undefined'), 'a thrown text', undefined, null])(
    'anything else (%s) is a bug of ours with exit 70, and says where it happened',
    (thrown) => {
      const { body, exit } = errorBody('apply', thrown);
      expect(exit).toBe(EXIT.bug);
      expect(body).toMatchObject({ code: 'bug', who: 'bug' });
      expect(anyEvent.safeParse({ ...envelope, ...body }).success).toBe(true);
    },
  );
});
