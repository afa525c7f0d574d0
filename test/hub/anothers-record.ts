/** What a deployment by somebody else left in the state bucket. */
import { type EnvValues, inputsRecord } from '../../src/hub/index.ts';

export const anothersRecord = (values: EnvValues) => ({
  v: 1,
  env: 'stag',
  who: 'ann@laptop',
  at: '2026-11-20T10:00:00.000Z',
  flipHub: '1.2.3',
  command: 'deploy',
  run: 'r',
  outcome: 'done',
  ...inputsRecord(values),
});
