import { expect, it } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { CATALOGUE } from '../../../src/engine/errors/catalogue/index.ts';

it('no known failure sends an operator to a command that this version does not have', () => {
  const known = new Set(COMMANDS.map((command) => command.name));
  const named = CATALOGUE.flatMap((row) =>
    row.next.flatMap((step) =>
      [...step.matchAll(/flip-hub ([a-z][a-z-]*)/g)].map((match) => ({ id: row.id, command: match[1] ?? '' })),
    ),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ command }) => !known.has(command))).toEqual([]);
});
