import { describe, expect, it } from 'vitest';
import { COMMANDS, optionsOf } from '../../src/cli/commands.ts';
import { helpText } from '../../src/cli/help.ts';
import { EXIT, EXIT_MEANING } from '../../src/engine/exit-codes.ts';

const pages = [undefined, ...COMMANDS];

describe('help', () => {
  it.each(pages.map((command) => [command?.name ?? 'the overview', command] as const))(
    '%s fits a terminal of 80 columns, without colour',
    (_, command) => {
      for (const line of helpText(command).split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80);
      expect(helpText(command)).not.toMatch(/\p{Cc}(?<!\n)/u);
    },
  );

  it('names every command with its words, so that none can only be found in the source', () => {
    const text = helpText(undefined).replace(/\s+/g, ' ');
    for (const command of COMMANDS) {
      expect(text).toContain(`${command.name} `);
      expect(text).toContain(command.words);
    }
  });

  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    'of %s names every option it takes',
    (_, command) => {
      const text = helpText(command).replace(/\s+/g, ' ');
      for (const [name, spec] of Object.entries(optionsOf(command))) {
        expect(text).toContain(`--${name}`);
        expect(text).toContain(spec.words);
      }
    },
  );

  it('tells what each exit code means', () => {
    const text = helpText(undefined).replace(/\s+/g, ' ');
    for (const name of Object.keys(EXIT) as (keyof typeof EXIT)[])
      expect(text).toContain(`${EXIT[name]} ${EXIT_MEANING[name]}`);
  });

  it('tells of exactly those options that have no variable', () => {
    const without = new Set(
      pages.flatMap((command) =>
        Object.entries(optionsOf(command))
          .filter(([, spec]) => spec.noVariable === true)
          .map(([name]) => `--${name}`),
      ),
    );
    const sentence = helpText(undefined)
      .replace(/\s+/g, ' ')
      .match(/Each option but (.*?) can be given/)?.[1];
    expect(new Set(sentence?.match(/--[a-z-]+/g))).toEqual(without);
  });
});
