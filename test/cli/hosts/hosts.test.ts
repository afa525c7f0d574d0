import { describe, expect, it } from 'vitest';
import { chooseHost, mayAsk, wantsScreen } from '../../../src/cli/hosts/choose.ts';
import { createJsonHost } from '../../../src/cli/hosts/json-host.ts';
import { createPlainHost } from '../../../src/cli/hosts/plain-host.ts';
import { sentenceOf } from '../../../src/cli/hosts/sentences.ts';
import type { Options } from '../../../src/commands/context.ts';
import type { Clock } from '../../../src/engine/clock.ts';
import { anyEvent } from '../../../src/engine/events/schema.ts';
import type { Question } from '../../../src/engine/port.ts';
import { type FakeIo, fakeIo } from '../fake-io.ts';
import { ONE_OF_EACH, said } from './events.ts';

function plain(io: FakeIo, more: { mayAsk?: boolean; verbose?: boolean; sentences?: boolean; clock?: Clock } = {}) {
  return createPlainHost({
    stdin: io.stdin,
    stdout: io.stdout,
    stderr: io.stderr,
    mayAsk: false,
    verbose: false,
    sentences: false,
    ...more,
  });
}

const question = (more: Partial<Question> = {}): Question => ({
  id: 'apply',
  phase: 'apply',
  level: 'moderate',
  subject: 'Apply this plan to stag?',
  typed: [],
  because: ['deletes nothing'],
  flag: '--yes',
  ...more,
});
const severe = question({ level: 'severe', typed: ['stag', 'flip'], flag: '--confirm stag --confirm flip' });

describe('plain lines', () => {
  it('what goes wrong is on stderr, what was done on stdout: a pipe never swallows an error', async () => {
    const io = fakeIo();
    const host = plain(io);
    for (const event of ONE_OF_EACH) host.notify(event);
    await host.close();
    for (const words of ['error (aws-quota): no room', 'why: a limit', 'warning (state-not-ours)', 'asks (moderate)']) {
      expect(io.err()).toContain(words);
      expect(io.out()).not.toContain(words);
    }
    for (const words of [
      'init: started',
      'create aws_vpc.main: done',
      'a note of ours',
      'failed in 1 min 1 s, exit 1',
    ]) {
      expect(io.out()).toContain(words);
      expect(io.err()).not.toContain(words);
    }
  });

  it('has no colour, no redraws and no control characters', async () => {
    const io = fakeIo();
    const host = plain(io, { verbose: true });
    for (const event of ONE_OF_EACH) host.notify(event);
    await host.close();
    expect(io.out() + io.err()).not.toMatch(/\p{Cc}(?<!\n)/u);
  });

  it('the chatter of tools is there with --verbose and not without it', async () => {
    const chatter = [
      said({ type: 'log', phase: 'apply', stream: 'stdout', line: 'aws_vpc.main: Refreshing state...' }),
      said({ type: 'log', phase: 'apply', stream: 'stderr', line: 'a provider complains' }),
      said({
        type: 'resource',
        phase: 'apply',
        address: 'aws_db_instance.hub',
        action: 'create',
        state: 'progress',
        ms: 9,
      }),
    ];
    for (const verbose of [true, false]) {
      const io = fakeIo();
      const host = plain(io, { verbose });
      for (const event of chatter) host.notify(event);
      await host.close();
      for (const words of ['Refreshing', 'complains', 'still going']) expect(io.out().includes(words)).toBe(verbose);
    }
  });

  it('a long wait still gives a sign of life, and a quick one no line a step', async () => {
    const io = fakeIo();
    let at = 0;
    const host = plain(io, { clock: { now: () => new Date(0), monotonic: () => at } });
    const moved = (done: number) =>
      host.notify(said({ type: 'phase-progress', phase: 'plan', done, what: 'refreshed' }));
    for (const done of [1, 2, 3]) moved(done);
    at = 9_000;
    for (const done of [4, 5, 6]) moved(done);
    await host.close();
    expect(io.out().trim()).toBe('plan: 4 refreshed');
  });
});

describe('a question in plain lines', () => {
  it('without a terminal is a no at once, and says why', async () => {
    expect(await plain(fakeIo()).request(question(), new AbortController().signal)).toEqual({
      yes: false,
      by: 'no terminal',
    });
  });

  it.each([
    ['y', true],
    ['YES', true],
    ['', false],
    ['n', false],
    ['yeah', false],
  ])('a moderate one answered with %j is %s: the default is No', async (typed, yes) => {
    const io = fakeIo({ terminal: true });
    const answer = plain(io, { mayAsk: true }).request(question(), new AbortController().signal);
    io.type(typed);
    expect(await answer).toEqual({ yes, by: 'operator' });
    expect(io.err()).toContain('deletes nothing');
    expect(io.err()).toContain('Apply this plan to stag? [y/N]');
    expect(io.out()).toBe('');
  });

  it('a severe one wants every word typed; y is not enough, nor is half', async () => {
    const ask = async (...words: string[]) => {
      const io = fakeIo({ terminal: true });
      const answer = plain(io, { mayAsk: true }).request(severe, new AbortController().signal);
      // All at once, as a person pastes them.
      io.type(words.join('\n'));
      return (await answer).yes;
    };
    expect(await ask('y')).toBe(false);
    expect(await ask('stag', 'production')).toBe(false);
    expect(await ask('stag', 'flip')).toBe(true);
  });

  it('a severe one that came without a word to type is never a mere y', async () => {
    const io = fakeIo({ terminal: true });
    const answer = plain(io, { mayAsk: true }).request(question({ level: 'severe' }), new AbortController().signal);
    io.type('y');
    expect((await answer).yes).toBe(false);
  });

  it('is withdrawn when the run is stopped, and answered no', async () => {
    const stop = new AbortController();
    const answer = plain(fakeIo({ terminal: true }), { mayAsk: true }).request(question(), stop.signal);
    stop.abort();
    expect(await answer).toEqual({ yes: false, by: 'interrupt' });
  });

  it('is a no when standard input ends: nobody waits for ever', async () => {
    const io = fakeIo({ terminal: true });
    const answer = plain(io, { mayAsk: true }).request(question(), new AbortController().signal);
    (io.stdin as unknown as { end(): void }).end();
    expect((await answer).yes).toBe(false);
  });
});

describe('sentences for a screen reader', () => {
  it.each(ONE_OF_EACH.map((event) => [event.type, event] as const))(
    '%s is words without signs and columns',
    (_, event) => {
      const text = sentenceOf(event);
      if (text === undefined) return;
      expect(text).not.toMatch(/[│┃─·✓✗→▶●]|\p{Cc}(?<!\n)/u);
      expect(text).not.toContain('undefined');
    },
  );

  it('an error is told with its cause, its steps and its log, each a sentence', () => {
    const error = ONE_OF_EACH.find((event) => event.type === 'error');
    expect(error && sentenceOf(error)).toBe(
      'Error. no room. The cause: a limit. Next step 1: ask for more. The log is at /l/log.txt.',
    );
  });

  it('a question names the flag that answers it', () => {
    const prompt = ONE_OF_EACH.find((event) => event.type === 'prompt');
    expect(prompt && sentenceOf(prompt)).toContain('The flag that answers it is --yes.');
  });

  it('are what the plain host says when they are asked for', async () => {
    const io = fakeIo();
    const host = plain(io, { sentences: true });
    host.notify(said({ type: 'phase-started', phase: 'init' }));
    await host.close();
    expect(io.out()).toBe('Step init has started.\n');
  });
});

describe('--json', () => {
  it('is one object a line, each of which passes the shipped schema, on stdout alone', async () => {
    const io = fakeIo();
    const host = createJsonHost(io.stdout);
    for (const event of ONE_OF_EACH) host.notify(event);
    await host.close();
    const lines = io.out().trimEnd().split('\n');
    expect(lines).toHaveLength(ONE_OF_EACH.length);
    for (const [at, line] of lines.entries()) expect(anyEvent.parse(JSON.parse(line))).toEqual(ONE_OF_EACH[at]);
    expect(io.err()).toBe('');
  });

  it('asks nothing: a script is never left waiting', async () => {
    const host = createJsonHost(fakeIo({ terminal: true }).stdout);
    expect(await host.request(question(), new AbortController().signal)).toMatchObject({ yes: false });
  });
});

describe('which host draws', () => {
  const drawn = async (options: Options, io: FakeIo) => {
    const host = await chooseHost(options, io, { interrupt: () => ({ step: 'stopping', words: [] }) });
    host.notify(said({ type: 'phase-started', phase: 'init' }));
    await host.close();
    return io.out();
  };

  it('NDJSON with --json, sentences with --screen-reader, else plain lines off a terminal', async () => {
    expect(await drawn({ json: true }, fakeIo())).toMatch(/^\{"v":1,.*\}\n$/);
    expect(await drawn({ json: true }, fakeIo({ terminal: true }))).toMatch(/^\{/);
    expect(await drawn({ 'screen-reader': true }, fakeIo({ terminal: true }))).toBe('Step init has started.\n');
    expect(await drawn({}, fakeIo())).toBe('init: started\n');
    expect(await drawn({ plain: true }, fakeIo({ terminal: true }))).toBe('init: started\n');
  });

  it.each<[string, Options, Parameters<typeof fakeIo>[0]]>([
    ['a pipe on stdout', {}, { terminal: { stdin: true, stderr: true } }],
    ['no terminal to read keys from', {}, { terminal: { stdout: true, stderr: true } }],
    ['CI', {}, { terminal: true, env: { CI: 'true' } }],
    ['TERM=dumb', {}, { terminal: true, env: { TERM: 'dumb' } }],
    ['--plain', { plain: true }, { terminal: true }],
    ['--json', { json: true }, { terminal: true }],
    ['--screen-reader', { 'screen-reader': true }, { terminal: true }],
  ])('never the screen with %s', (_, options, around) => {
    expect(wantsScreen(options, fakeIo(around))).toBe(false);
  });

  it('the screen on a terminal', () => {
    expect(wantsScreen({}, fakeIo({ terminal: true, env: { TERM: 'xterm' } }))).toBe(true);
  });

  it('nobody is asked in CI, with --no-input, with --json or without a terminal at both ends', () => {
    expect(mayAsk({}, fakeIo({ terminal: true }))).toBe(true);
    expect(mayAsk({ plain: true }, fakeIo({ terminal: { stdin: true, stderr: true } }))).toBe(true);
    expect(mayAsk({}, fakeIo({ terminal: true, env: { CI: '1' } }))).toBe(false);
    expect(mayAsk({ 'no-input': true }, fakeIo({ terminal: true }))).toBe(false);
    expect(mayAsk({ json: true }, fakeIo({ terminal: true }))).toBe(false);
    expect(mayAsk({}, fakeIo({ terminal: { stdin: true, stdout: true } }))).toBe(false);
    expect(mayAsk({}, fakeIo({ terminal: { stderr: true, stdout: true } }))).toBe(false);
  });
});
