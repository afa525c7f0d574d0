import { describe, expect, it } from 'vitest';
import { COMMANDS, optionsOf } from '../../src/cli/commands.ts';
import { parseCommandLine } from '../../src/cli/parse.ts';
import { HubError } from '../../src/engine/errors/hub-error.ts';
import { EXIT } from '../../src/engine/exit-codes.ts';

const parse = (line: string, env: NodeJS.ProcessEnv = {}) => {
  const { command, positionals, options } = parseCommandLine(line === '' ? [] : line.split(' '), env);
  return { command: command?.name, positionals, options };
};

function usageError(argv: string[], env: NodeJS.ProcessEnv = {}): HubError['fields'] {
  try {
    parseCommandLine(argv, env);
  } catch (error) {
    if (error instanceof HubError) return error.fields;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('the command line', () => {
  it('takes options before and after the command alike', () => {
    const wanted = { command: 'deploy', positionals: [], options: { env: 'stag', plain: true, to: 'plan' } };
    expect(parse('deploy --env stag --plain --to plan')).toEqual(wanted);
    expect(parse('--env stag --plain deploy --to plan')).toEqual(wanted);
    expect(parse('--env=stag deploy --plain --to=plan')).toEqual(wanted);
  });

  it('does not take the value of an option for the command: `--to plan deploy` deploys up to the plan', () => {
    expect(parse('--to plan deploy')).toMatchObject({ command: 'deploy', options: { to: 'plan' } });
    expect(parse('--env plan deploy')).toMatchObject({ command: 'deploy', options: { env: 'plan' } });
  });

  it('collects what may be repeated and keeps words after the command', () => {
    expect(parse('deploy --only plan --only apply --confirm a --confirm b').options).toMatchObject({
      only: ['plan', 'apply'],
      confirm: ['a', 'b'],
    });
    expect(parse('runs show 7f3c --json')).toMatchObject({ command: 'runs', positionals: ['show', '7f3c'] });
  });

  it('without a command has none: that is the home screen', () => {
    expect(parse('')).toEqual({ command: undefined, positionals: [], options: {} });
    expect(parse('--plain').command).toBeUndefined();
    expect(parse('-h').options).toEqual({ help: true });
  });

  it.each([
    ['deploi', 'flip-hub deploy'],
    ['rehears', 'flip-hub rehearse'],
    ['aply', 'flip-hub apply'],
    ['import', 'flip-hub import-persistent'],
  ])('a misspelt %s is exit 2 with the command that was meant, and runs nothing', (typed, meant) => {
    const fields = usageError([typed]);
    expect(fields).toMatchObject({ code: 'usage', who: 'operator', exit: EXIT.usage });
    expect(fields.next).toContain(`did you mean: ${meant}`);
  });

  it.each([
    [['deploy', '--evn', 'stag'], '--evn'],
    [['deploy', '--env'], '--env'],
    [['plan', '--from', 'init'], '--from'],
    [['runs', '--resume'], '--resume'],
    [['deploy', '--yes=no'], '--yes'],
    [['deploy', '--env', '--plain'], '--env'],
  ])('%j is exit 2 and names what is wrong in one line', (argv, named) => {
    const fields = usageError(argv);
    expect(fields).toMatchObject({ code: 'usage', exit: EXIT.usage });
    expect(fields.what).toContain(named);
    expect(fields.what).not.toContain('\n');
    expect(fields.next).toEqual([`flip-hub ${argv[0]} --help`]);
  });

  it('a word too many is exit 2: `deploy production` never deploys something else', () => {
    expect(usageError(['deploy', 'production']).what).toContain('"production"');
    expect(usageError(['--', 'deploy']).exit).toBe(EXIT.usage);
  });
});

describe('FLIP_HUB_ variables', () => {
  it('stand for options, and the command line wins over them', () => {
    const env = {
      FLIP_HUB_ENV: 'stag',
      FLIP_HUB_NO_INPUT: '1',
      FLIP_HUB_SCREEN_READER: 'true',
      FLIP_HUB_ONLY: 'plan,apply',
    };
    expect(parse('deploy', env).options).toEqual({
      env: 'stag',
      'no-input': true,
      'screen-reader': true,
      only: ['plan', 'apply'],
    });
    expect(parse('deploy --env production', env).options.env).toBe('production');
  });

  it('that are empty or off say nothing', () => {
    expect(parse('deploy', { FLIP_HUB_ENV: '', FLIP_HUB_PLAIN: '0', FLIP_HUB_JSON: 'false' }).options).toEqual({});
  });

  it('that are neither on nor off are exit 2 instead of a guess', () => {
    const fields = usageError(['deploy'], { FLIP_HUB_PLAIN: 'maybe' });
    expect(fields.exit).toBe(EXIT.usage);
    expect(fields.what).toContain('FLIP_HUB_PLAIN');
  });

  it('of options a command does not know are none of its business', () => {
    expect(parse('runs', { FLIP_HUB_FROM: 'plan' }).options).toEqual({});
  });

  it('never answer a question or lift a refusal: an exported variable must not disarm a later command', () => {
    const env = {
      FLIP_HUB_YES: '1',
      FLIP_HUB_CONFIRM: 'production',
      FLIP_HUB_PLAN_HASH: 'abc',
      FLIP_HUB_ALLOW_ENDPOINT_OVERRIDE: '1',
    };
    for (const command of COMMANDS) expect(parse(command.name, env).options, command.name).toEqual({});
  });

  it('exist for every other option of every command', () => {
    for (const command of COMMANDS) {
      for (const [name, spec] of Object.entries(optionsOf(command))) {
        if ('noVariable' in spec || ['help', 'version'].includes(name)) continue;
        const variable = `FLIP_HUB_${name.toUpperCase().replaceAll('-', '_')}`;
        expect(parse(command.name, { [variable]: '1' }).options, variable).toHaveProperty(name);
      }
    }
  });
});
