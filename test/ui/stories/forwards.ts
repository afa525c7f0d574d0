/** Rows of the forward manager in every state it has words for: what the screen is looked at and tested with. */
import type { ForwardRow } from '../../../src/engine/forward-port.ts';

const row = (id: string, title: string, more: Partial<ForwardRow>): ForwardRow => ({
  id,
  title,
  mark: 'ok',
  state: 'ready',
  page: true,
  connections: 0,
  bytesUp: 0,
  bytesDown: 0,
  rateUp: 0,
  rateDown: 0,
  ...more,
});

export const FORWARDS: readonly ForwardRow[] = [
  row('xnat', 'XNAT', {
    url: 'http://localhost:8105',
    connections: 3,
    bytesDown: 1_254_000,
    bytesUp: 48_200,
    rateDown: 712_000,
    rateUp: 1_300,
    health: '302',
    state: 'ready (302)',
  }),
  row('orthanc', 'Orthanc', {
    url: 'http://localhost:8042',
    connections: 1,
    bytesDown: 64_000,
    bytesUp: 2_100,
    state: 'ready (401)',
    health: '401',
  }),
  row('trust-api', 'trust-api', { url: 'http://localhost:8020/docs', mark: 'warn', state: 'waiting for login' }),
  row('imaging-api', 'imaging-api', {
    url: 'http://localhost:8001/docs',
    mark: 'busy',
    state: 'reconnecting in 4 s (2nd try)',
    connections: 12,
    bytesDown: 3_100,
    bytesUp: 900,
  }),
  row('data-access-api', 'data-access-api', {
    url: 'http://localhost:8010/docs',
    mark: 'warn',
    state: 'degraded',
    why: 'nothing answers at i-0123456789abcdef0:8010',
  }),
  row('grafana', 'Grafana', {
    mark: 'fail',
    state: 'failed',
    why: 'port 3000 is used by grafana (pid 4121)',
    help: 'p takes 13000 instead',
  }),
  row('9000:a-long-name.of.a.host.internal:9000', 'a-long-name.of.a.host.internal', {
    mark: 'off',
    state: 'stopped',
    page: false,
  }),
];

export const ALARM: ForwardRow = row('orthanc', 'Orthanc', {
  url: 'http://localhost:8042',
  mark: 'fail',
  state: 'ALARM',
  why: '200: it answers without a password: the images of patients lie open',
  health: '200: it answers without a password: the images of patients lie open',
});
