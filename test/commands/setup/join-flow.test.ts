import { expect, it } from 'vitest';
import { Answers } from '../../../src/commands/setup/answers.ts';
import { JoinFlow } from '../../../src/commands/setup/join-flow.ts';
import { ENVIRONMENTS } from '../../../src/engine/environments.ts';
import { HubError } from '../../../src/engine/errors/hub-error.ts';
import { EXIT } from '../../../src/engine/exit-codes.ts';

it('a record that is not there stays a question with its reason, and can be asked for again elsewhere', async () => {
  const answers = new Answers({ environment: ENVIRONMENTS.stag, given: new Map(), file: undefined });
  const flow = new JoinFlow(answers, async () => {
    if (answers.value('FLIP_TFSTATE_BUCKET_NAME') === 'right') return 'the record';
    throw new HubError({
      code: 'record-missing',
      who: 'operator',
      what: 'no deployment here',
      next: [],
      exit: EXIT.precondition,
    });
  });
  const told: (string | undefined)[] = [];
  flow.subscribe(() => told.push(flow.page().notes[0]?.text));
  flow.type('FLIP_TFSTATE_BUCKET_NAME', 'wrong');
  await flow.onward();
  expect(told).toContain('reading the record');
  expect(flow.page().notes[0]).toMatchObject({ mark: 'fail', text: 'no deployment here' });
  expect(flow.over()).toBe(false);
  flow.type('FLIP_TFSTATE_BUCKET_NAME', 'right');
  expect(flow.page().notes).toEqual([]);
  await flow.onward();
  expect([flow.over(), flow.found]).toEqual([true, 'the record']);
});
