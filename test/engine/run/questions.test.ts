import { describe, expect, it } from 'vitest';
import type { HubError } from '../../../src/engine/errors/hub-error.ts';
import type { EventBody } from '../../../src/engine/events/types.ts';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import type { Answer, Host, Question } from '../../../src/engine/port.ts';
import { createRedactor } from '../../../src/engine/redaction/index.ts';
import type { GivenAnswers } from '../../../src/engine/run/answers.ts';
import { type Asked, QuestionDesk } from '../../../src/engine/run/questions.ts';
import { Secret } from '../../../src/engine/secret.ts';
import { gate } from '../graph/fake-graph.ts';

const asked = (id: string, more: Partial<Asked> = {}): Asked => ({
  id,
  phase: 'apply',
  level: 'moderate',
  subject: `${id}?`,
  typed: [],
  because: [],
  ...more,
});

function deskWith(request: Host['request'], given: Partial<GivenAnswers> = {}, stop = new AbortController()) {
  const events: EventBody[] = [];
  const redactor = createRedactor([new Secret('hunter2-hunter2', 'PASSWORD')]);
  const desk = new QuestionDesk(
    request,
    { yes: false, confirm: [], ...given },
    redactor,
    (body) => void events.push(body),
    stop.signal,
  );
  return { desk, events, stop };
}

const failure = (promise: Promise<unknown>): Promise<HubError> =>
  promise.then(
    () => {
      throw new Error('it was agreed to');
    },
    (error: HubError) => error,
  );

const yes: Answer = { yes: true, by: 'operator' };

describe('the desk where questions are asked', () => {
  it('one question is on the screen at a time, although two phases ask at once', async () => {
    const open: string[] = [];
    const first = gate<Answer>();
    const begun = gate();
    const { desk } = deskWith((question) => {
      open.push(question.id);
      begun.open();
      return question.id === 'one' ? first.opened : Promise.resolve(yes);
    });
    const one = desk.ask(asked('one'));
    const two = desk.ask(asked('two'));
    await begun.opened;
    expect(open).toEqual(['one']);
    first.open(yes);
    await Promise.all([one, two]);
    expect(open).toEqual(['one', 'two']);
  });

  it('a no to one question does not swallow the next', async () => {
    const { desk } = deskWith(async (question) => ({ yes: question.id === 'two', by: 'operator' }));
    const one = failure(desk.ask(asked('one')));
    await desk.ask(asked('two'));
    expect((await one).fields).toMatchObject({ code: 'declined', exit: EXIT.declined });
  });

  it('the journal says what was asked, who agreed and how', async () => {
    const { desk, events } = deskWith(async () => yes);
    await desk.ask(asked('apply', { level: 'severe', typed: ['stag'], planHash: 'abc' }));
    expect(events).toEqual([
      {
        type: 'prompt',
        phase: 'apply',
        id: 'apply',
        level: 'severe',
        subject: 'apply?',
        flag: '--confirm stag --plan-hash abc',
      },
      { type: 'confirmation', phase: 'apply', level: 'severe', subject: 'apply?', answer: 'yes', by: 'operator' },
    ]);
  });

  it('a flag answers without asking the host, and the journal names the flag', async () => {
    const { desk, events } = deskWith(() => Promise.reject(new Error('the host was asked')), { yes: true });
    await desk.ask(asked('apply'));
    expect(events.at(-1)).toMatchObject({ type: 'confirmation', answer: 'yes', by: '--yes' });
  });

  it('what is shown above a question carries no secret', async () => {
    let shown: Question | undefined;
    const { desk } = deskWith(async (question) => {
      shown = question;
      return yes;
    });
    await desk.ask(asked('apply', { because: ['the key is hunter2-hunter2'] }));
    expect(shown?.because).toEqual(['the key is [PASSWORD]']);
  });

  it('a question that is open when the run is stopped agrees to nothing, even if a yes comes in late', async () => {
    const stop = new AbortController();
    const { desk, events } = deskWith(
      async () => {
        stop.abort();
        return yes;
      },
      {},
      stop,
    );
    expect((await failure(desk.ask(asked('apply')))).fields).toMatchObject({
      code: 'interrupted',
      exit: EXIT.interrupted,
    });
    expect(events.some((event) => event.type === 'confirmation')).toBe(false);
  });

  it('nobody is asked anything once the run is being stopped', async () => {
    const stop = new AbortController();
    stop.abort();
    const { desk, events } = deskWith(() => Promise.reject(new Error('the host was asked')), { yes: true }, stop);
    expect((await failure(desk.ask(asked('apply')))).fields.code).toBe('interrupted');
    expect(events).toEqual([]);
  });
});
