/**
 * argv and `FLIP_HUB_*` variables → a command and its options. Pure. Everything that cannot be understood is a usage
 * error that says what is accepted; a misspelt command gets the nearest ones.
 */
import { parseArgs } from 'node:util';
import type { Options } from '../commands/context.ts';
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { COMMANDS, type CommandSpec, optionsOf } from './commands.ts';
import type { OptionSpec } from './options.ts';

export interface Parsed {
  command: CommandSpec | undefined;
  positionals: string[];
  options: Options;
}

export function parseCommandLine(argv: readonly string[], env: NodeJS.ProcessEnv): Parsed {
  const at = commandIndex(argv);
  const name = at === -1 ? undefined : argv[at];
  const command = name === undefined ? undefined : COMMANDS.find((c) => c.name === name);
  if (name !== undefined && command === undefined) throw unknownCommand(name);
  const table = optionsOf(command);
  const rest = at === -1 ? [...argv] : [...argv.slice(0, at), ...argv.slice(at + 1)];
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: rest, options: argsTable(table), allowPositionals: true, strict: true });
  } catch (cause) {
    throw usage((cause as Error).message.split(/\.\s/)[0] ?? 'bad options', command);
  }
  if (parsed.positionals.length > 0 && command?.positionals === undefined)
    throw usage(`${command?.name ?? 'flip-hub'} takes no ${JSON.stringify(parsed.positionals[0])}`, command);
  return {
    command,
    positionals: parsed.positionals,
    options: { ...variableOptions(table, env), ...(parsed.values as Options) },
  };
}

/** Options may stand before the command; the first word that is no option and no option's value is the command. */
function commandIndex(argv: readonly string[]): number {
  // Which command it is, is not known yet: any option of any command may stand before it.
  const table: Record<string, OptionSpec> = Object.assign({}, ...[undefined, ...COMMANDS].map(optionsOf));
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (word === '--') return -1;
    if (!word.startsWith('-')) return at;
    const name = word.replace(/^--/, '');
    if (!name.includes('=') && table[name]?.type === 'string') at += 1;
  }
  return -1;
}

function argsTable(table: Record<string, OptionSpec>) {
  return Object.fromEntries(
    Object.entries(table).map(([name, { type, multiple }]) => [
      name,
      { type, ...(multiple === true ? { multiple } : {}), ...(name === 'help' ? { short: 'h' } : {}) },
    ]),
  );
}

function variableOptions(table: Record<string, OptionSpec>, env: NodeJS.ProcessEnv): Options {
  const found: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(table)) {
    if (spec.noVariable === true || name === 'help' || name === 'version') continue;
    const variable = `FLIP_HUB_${name.toUpperCase().replaceAll('-', '_')}`;
    const value = env[variable];
    if (value === undefined || value === '') continue;
    if (spec.type === 'string') found[name] = spec.multiple === true ? value.split(',') : value;
    else if (['1', 'true', 'yes'].includes(value)) found[name] = true;
    else if (!['0', 'false', 'no'].includes(value))
      throw usage(`${variable} must be 1 or 0, not ${JSON.stringify(value)}`, undefined);
  }
  return found as Options;
}

function unknownCommand(name: string): HubError {
  const near = COMMANDS.map((c) => c.name).filter((c) => distance(c, name) <= 3 || c.startsWith(name));
  return new HubError({
    code: 'usage',
    who: 'operator',
    what: `there is no command ${JSON.stringify(name)}`,
    next: [...near.slice(0, 3).map((c) => `did you mean: flip-hub ${c}`), 'flip-hub --help'],
    exit: EXIT.usage,
  });
}

function usage(what: string, command: CommandSpec | undefined): HubError {
  return new HubError({
    code: 'usage',
    who: 'operator',
    what,
    next: [`flip-hub ${command === undefined ? '' : `${command.name} `}--help`],
    exit: EXIT.usage,
  });
}

/** Edits between two words (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
