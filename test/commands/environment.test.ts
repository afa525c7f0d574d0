import { afterEach, describe, expect, it, vi } from 'vitest';
import { createJsonHost } from '../../src/cli/hosts/json-host.ts';
import type { CommandContext, Options } from '../../src/commands/context.ts';
import { chooseEnvironment, namedEnvironment } from '../../src/commands/environment.ts';
import { rememberEnvironment } from '../../src/commands/preferences.ts';
import { HubError } from '../../src/engine/errors/hub-error.ts';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { type FakeIo, fakeIo } from '../cli/fake-io.ts';
import { until } from '../engine/holder/programs.ts';
import { ownFolder } from '../engine/run/own-folder.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const context = (io: FakeIo, options: Options = {}, interactive = false): CommandContext => ({
  command: 'deploy',
  positionals: [],
  options,
  io,
  version: '1',
  self: ['node'],
  packageDir: '/nowhere',
  interactive,
  terminated: () => false,
  questions: createJsonHost(io.stdout),
  forwardScreen: undefined,
  host: () => Promise.reject(new Error('no host is needed to choose')),
});

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('it was accepted');
    },
    (error: HubError) => error.fields,
  );

describe('the environment words name', () => {
  it.each([
    ['stag', 'stag'],
    ['staging', 'stag'],
    ['production', 'production'],
    ['prod', 'production'],
    ['dev', 'development'],
  ])('--env %s means %s', (token, name) => {
    expect(namedEnvironment(token, undefined)?.name).toBe(name);
  });

  it.each([
    ['stag', 'stag'],
    ['true', 'production'],
  ])('PROD=%s means %s, as in the existing scripts', (value, name) => {
    expect(namedEnvironment(undefined, value)?.name).toBe(name);
  });

  it('is none when neither says anything; an empty PROD says nothing', () => {
    expect(namedEnvironment(undefined, undefined)).toBeUndefined();
    expect(namedEnvironment(undefined, '')).toBeUndefined();
  });

  it.each([
    ['stag', 'true'],
    ['production', 'stag'],
  ])('--env %s against PROD=%s is exit 2: nobody guesses which one was meant', (env, prod) => {
    expect(() => namedEnvironment(env, prod)).toThrow(HubError);
    try {
      namedEnvironment(env, prod);
    } catch (error) {
      expect((error as HubError).fields.exit).toBe(EXIT.usage);
    }
  });

  it('that agree are fine, under any spelling', () => {
    expect(namedEnvironment('prod', 'true')?.name).toBe('production');
  });

  it.each(['', 'Production', 'stag ', 'test', '__proto__', 'constructor'])(
    '%j is none of them: exit 2 with the list',
    (token) => {
      try {
        namedEnvironment(token, undefined);
        expect.unreachable();
      } catch (error) {
        const { fields } = error as HubError;
        expect(fields).toMatchObject({ code: 'unknown-environment', exit: EXIT.usage });
        expect(fields.next.join()).toContain('stag, production');
      }
    },
  );

  it.each(['false', '1', 'production', 'TRUE'])('PROD=%s is exit 2, not staging', (value) => {
    expect(() => namedEnvironment(undefined, value)).toThrow(/PROD/);
  });
});

describe('choosing the environment of a command', () => {
  it('takes what is named and asks nothing', async () => {
    const io = fakeIo({ env: { PROD: 'stag' }, terminal: true });
    expect((await chooseEnvironment(context(io, {}, true))).name).toBe('stag');
    expect(io.err()).toBe('');
  });

  it('without a terminal and without a name is exit 2 with both ways to say it', async () => {
    expect(await failure(chooseEnvironment(context(fakeIo())))).toMatchObject({
      code: 'environment-missing',
      exit: EXIT.usage,
      next: ['flip-hub deploy --env stag', 'flip-hub deploy --env production'],
    });
  });

  it('development is never deployed to AWS', async () => {
    expect(await failure(chooseEnvironment(context(fakeIo(), { env: 'dev' })))).toMatchObject({ exit: EXIT.usage });
  });

  it('on a terminal asks; the last one is offered first and never taken silently', async () => {
    vi.stubEnv('XDG_CONFIG_HOME', ownFolder());
    await rememberEnvironment('production');
    const io = fakeIo({ terminal: true });
    const chosen = chooseEnvironment(context(io, {}, true));
    await until(() => io.err().includes('?'));
    expect(io.err()).toContain('production or stag');
    io.type('');
    expect(await failure(chosen)).toMatchObject({ code: 'unknown-environment', exit: EXIT.usage });

    const again = fakeIo({ terminal: true });
    const second = chooseEnvironment(context(again, {}, true));
    await until(() => again.err().includes('?'));
    again.type('stag');
    expect((await second).name).toBe('stag');
  });
});
