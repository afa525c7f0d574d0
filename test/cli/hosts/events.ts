/** Events for hosts to draw: one of each type, as a run would say it. */
import type { EventBody, EventOf, EventType, HubEvent } from '../../../src/engine/events/types.ts';

let seq = 0;
export const said = (body: EventBody): HubEvent =>
  ({ v: 1, seq: seq++, time: '2026-01-01T00:00:00.000Z', run: '20260101T000000-7f3c', ...body }) as HubEvent;

const BODIES: { [T in EventType]: Omit<EventOf<T>, 'v' | 'seq' | 'time' | 'run'> } = {
  'run-started': { type: 'run-started', command: 'deploy', env: 'stag', version: '1.0.0' },
  'phase-started': { type: 'phase-started', phase: 'init' },
  'phase-progress': { type: 'phase-progress', phase: 'apply', done: 3, total: 9 },
  tool: { type: 'tool', phase: 'init', argv: ['terraform', 'init'] },
  plan: {
    type: 'plan',
    phase: 'plan',
    hash: 'abcdef0123456789',
    add: 2,
    change: 0,
    destroy: 1,
    import: 1,
    forget: 0,
    warnings: ['old syntax'],
  },
  resource: { type: 'resource', phase: 'apply', address: 'aws_vpc.main', action: 'create', state: 'done', ms: 1200 },
  drift: {
    type: 'drift',
    phase: 'drift',
    address: 'aws_vpc.a',
    resource: 'aws_vpc',
    action: 'update',
    paths: ['tags.Name'],
  },
  prompt: { type: 'prompt', phase: 'apply', id: 'apply', level: 'moderate', subject: 'Apply?', flag: '--yes' },
  log: { type: 'log', phase: 'apply', stream: 'note', line: 'a note of ours' },
  confirmation: {
    type: 'confirmation',
    phase: 'apply',
    level: 'moderate',
    subject: 'Apply?',
    answer: 'yes',
    by: 'operator',
  },
  warning: { type: 'warning', phase: 'apply', code: 'state-not-ours', what: 'somebody else wrote' },
  error: {
    type: 'error',
    phase: 'apply',
    code: 'aws-quota',
    what: 'no room',
    cause: 'a limit',
    next: ['ask for more'],
    log: '/l/log.txt',
  },
  'phase-finished': { type: 'phase-finished', phase: 'init', outcome: 'done', ms: 1500, evidence: {} },
  'sign-in': {
    type: 'sign-in',
    phase: 'aws-login',
    profile: 'stag',
    url: 'https://example.awsapps.com/start/#/device',
    completeUrl: 'https://example.awsapps.com/start/#/device?user_code=ABCD-EFGH',
    userCode: 'ABCD-EFGH',
    until: '2026-01-01T00:10:00.000Z',
  },
  check: { type: 'check', id: 'terraform', verdict: 'ok', found: '1.11', fix: [] },
  forward: { type: 'forward', id: 'xnat', state: 'up', target: 'trust:8104' },
  'run-finished': { type: 'run-finished', outcome: 'failed', exit: 1, ms: 61_000, next: ['flip-hub deploy --resume'] },
};

export const ONE_OF_EACH: HubEvent[] = Object.values(BODIES).map((body) => said(body as EventBody));
