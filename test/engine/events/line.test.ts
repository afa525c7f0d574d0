import { describe, expect, it } from 'vitest';
import { lineOf, seconds } from '../../../src/engine/events/line.ts';
import type { EventBody, EventType, HubEvent } from '../../../src/engine/events/types.ts';

const line = (body: EventBody) =>
  lineOf({ v: 1, seq: 0, time: '2026-01-01T00:00:00.000Z', run: 'r', ...body } as HubEvent);

const PLAN: EventBody = {
  type: 'plan',
  phase: 'plan',
  hash: '3f0c9a77d1e2b4a6',
  add: 3,
  change: 1,
  destroy: 1,
  import: 2,
  forget: 0,
  warnings: ['deprecated'],
  changes: [
    {
      address: 'aws_db_instance.hub',
      module: '',
      type: 'aws_db_instance',
      name: 'hub',
      action: 'delete',
      holdsState: 'the database of the hub',
      level: 'severe',
    },
    { address: 'aws_vpc.a', module: '', type: 'aws_vpc', name: 'a', action: 'create', level: 'moderate' },
  ],
};

/** One of each type: a new type without words of its own would be missing here and fail to compile. */
const EVERY: Record<EventType, EventBody> = {
  'run-started': { type: 'run-started', command: 'deploy', env: 'stag', version: '1', account: '111122223333' },
  'phase-started': { type: 'phase-started', phase: 'init' },
  'phase-progress': { type: 'phase-progress', phase: 'apply', done: 3, total: 9, what: 'resources' },
  tool: { type: 'tool', phase: 'init', argv: ['terraform', 'init'] },
  plan: PLAN,
  resource: { type: 'resource', phase: 'apply', address: 'aws_vpc.a', action: 'create', state: 'done', ms: 1500 },
  drift: {
    type: 'drift',
    phase: 'drift',
    address: 'aws_vpc.a',
    resource: 'aws_vpc',
    action: 'update',
    paths: ['tags.Name'],
  },
  prompt: { type: 'prompt', phase: 'apply', id: 'apply', level: 'moderate', subject: 'Apply?', flag: '--yes' },
  log: { type: 'log', phase: 'apply', stream: 'stdout', line: 'Creating...' },
  confirmation: {
    type: 'confirmation',
    phase: 'apply',
    level: 'moderate',
    subject: 'Apply?',
    answer: 'no',
    by: '--yes',
  },
  warning: { type: 'warning', phase: 'apply', code: 'log-incomplete', what: 'log.txt is incomplete' },
  error: {
    type: 'error',
    phase: 'apply',
    code: 'aws-quota',
    what: 'no room',
    cause: 'a limit',
    next: ['ask', 'wait'],
    log: '/l/log.txt',
    address: 'aws_eip.nat',
  },
  'phase-finished': { type: 'phase-finished', phase: 'init', outcome: 'done', ms: 2000, evidence: { version: '1.9' } },
  'sign-in': {
    type: 'sign-in',
    phase: 'aws-login',
    profile: 'stag',
    url: 'https://example.awsapps.com/start/#/device',
    completeUrl: 'https://example.awsapps.com/start/#/device?user_code=ABCD-EFGH',
    userCode: 'ABCD-EFGH',
    until: '2026-01-01T00:10:00.000Z',
  },
  check: { type: 'check', id: 'terraform', verdict: 'fail', found: '1.5', needed: '1.11', fix: ['install it'] },
  forward: { type: 'forward', id: 'xnat', state: 'up', url: 'http://127.0.0.1:18105', target: 'trust:8104' },
  'run-finished': { type: 'run-finished', outcome: 'failed', exit: 1, ms: 59_999, next: ['flip-hub deploy --resume'] },
};

describe('an event as a line', () => {
  it.each(Object.entries(EVERY))('%s has words without colour or control characters', (_, body) => {
    const text = line(body);
    expect(text).toBeTruthy();
    expect(text).not.toMatch(/\p{Cc}(?<!\n)/u);
    expect(text).not.toContain('undefined');
    expect(text).not.toContain('[object');
  });

  it('an error tells where, why, what next and where the log is', () => {
    expect(line(EVERY.error)?.split('\n')).toEqual([
      'error (aws-quota): no room',
      '  at: aws_eip.nat',
      '  why: a limit',
      '  next: ask',
      '  next: wait',
      '  log: /l/log.txt',
    ]);
  });

  it('a plan names what is lost with each thing that holds state, and the hash that --plan-hash takes', () => {
    const text = line(PLAN);
    expect(text).toContain('plan 3f0c9a77d1e2: 3 to add, 1 to change, 1 to destroy, 2 to import');
    expect(text).toContain('delete aws_db_instance.hub: the database of the hub');
    expect(text).not.toContain('to forget');
    expect(text).not.toContain('aws_vpc.a');
  });

  it('a prompt names the flag that answers it', () => {
    expect(line(EVERY.prompt)).toContain('--yes');
  });

  it('a substituted phase of a rehearsal is never told as the real one', () => {
    expect(line({ type: 'phase-started', phase: 'ansible', instead: 'checks the playbook' })).toContain(
      'rehearsed instead: checks the playbook',
    );
    expect(line({ ...EVERY['run-started'], rehearsal: true } as EventBody)).toContain('nothing real is touched');
  });

  it('a forward says what its service answers once, in the state, the reason or by itself', () => {
    const forward = { type: 'forward', id: 'xnat', url: 'http://localhost:8105', target: 'trust:8104' } as const;
    expect(line({ ...forward, state: 'ready' })).toBe('xnat: ready http://localhost:8105');
    expect(line({ ...forward, state: 'ready', health: '200' })).toBe('xnat: ready http://localhost:8105, answers 200');
    expect(line({ ...forward, state: 'ready (401)', health: '401' })).toBe('xnat: ready (401) http://localhost:8105');
    expect(line({ ...forward, state: 'degraded', cause: 'answers 502', health: 'answers 502' })).toBe(
      'xnat: degraded http://localhost:8105: answers 502',
    );
  });

  it('data sources that are read and rows that are only planned make no line', () => {
    const base = { type: 'resource', phase: 'apply', address: 'a.b' } as const;
    expect(line({ ...base, action: 'read', state: 'done' })).toBeUndefined();
    expect(line({ ...base, action: 'create', state: 'planned' })).toBeUndefined();
    expect(line({ ...base, action: 'create', state: 'failed' })).toContain('FAILED');
  });

  it.each([
    [0, '0.0 s'],
    [59_900, '59.9 s'],
    [59_999, '1 min 0 s'],
    [60_000, '1 min 0 s'],
    [119_700, '2 min 0 s'],
    [3_599_900, '60 min 0 s'],
  ])('%i ms reads %s, never as sixty seconds', (ms, text) => {
    expect(seconds(ms)).toBe(text);
  });
});
