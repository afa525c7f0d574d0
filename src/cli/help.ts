/** Help, generated from the tables of commands, options and exit codes. Pure. */
import { EXIT, EXIT_MEANING } from '../engine/exit-codes.ts';
import { COMMANDS, type CommandSpec, optionsOf } from './commands.ts';
import { GLOBAL_OPTIONS, type OptionSpec } from './options.ts';

const GROUPS: CommandSpec['group'][] = ['Start', 'Rehearse', 'Deploy', 'One step', 'Reach', 'Look'];

export function helpText(command: CommandSpec | undefined): string {
  return command === undefined ? overview() : commandHelp(command);
}

function overview(): string {
  const groups = GROUPS.flatMap((group) => {
    const rows = COMMANDS.filter((command) => command.group === group);
    if (rows.length === 0) return [];
    return [
      group,
      ...rows.map((c) => row(`${c.name}${c.positionals === undefined ? '' : ` ${c.positionals}`}`, c.words)),
      '',
    ];
  });
  return [
    "flip-hub deploys, operates and rehearses FLIP's Central Hub.",
    '',
    'Usage: flip-hub [command] [options]      without a command: the home screen',
    '',
    ...groups,
    'Options everywhere',
    ...optionRows(GLOBAL_OPTIONS),
    '',
    ...wrap(`Each option but ${withoutVariable()} can be given as FLIP_HUB_<NAME>.`, 0),
    '',
    'Exit codes',
    ...(Object.keys(EXIT) as (keyof typeof EXIT)[]).map(
      (name) => `  ${String(EXIT[name]).padStart(3)} ${EXIT_MEANING[name]}`,
    ),
    '',
  ].join('\n');
}

function commandHelp(command: CommandSpec): string {
  const own = optionRows(command.options);
  return [
    ...wrap(
      `flip-hub ${command.name}${command.positionals === undefined ? '' : ` ${command.positionals}`}: ${command.words}`,
      2,
    ),
    '',
    ...(own.length === 0 ? [] : ['Options', ...own, '']),
    'Options everywhere',
    ...optionRows(GLOBAL_OPTIONS),
    '',
  ].join('\n');
}

const optionRows = (options: Record<string, OptionSpec>) =>
  Object.entries(options).map(([name, spec]) =>
    row(`--${name}${spec.value === undefined ? '' : ` ${spec.value}`}`, spec.words),
  );

const WIDTH = 80;
const COLUMN = 34;

/** Two columns; a left one that is too long has a line of its own, and the right one is wrapped. */
function row(left: string, right: string): string {
  const words = wrap(right, COLUMN, WIDTH - COLUMN);
  const [first = '', ...more] = words;
  if (left.length <= COLUMN - 4) return [`  ${left.padEnd(COLUMN - 2)}${first}`, ...more].join('\n');
  return [`  ${left}`, `${' '.repeat(COLUMN)}${first}`, ...more].join('\n');
}

/** Lines of at most 80 columns, those after the first indented; the first has `firstWidth` columns. */
function wrap(text: string, indent: number, firstWidth = WIDTH): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const at = lines.length - 1;
    const line = lines[at] ?? '';
    const room = at === 0 ? firstWidth : WIDTH;
    if (line.trim() === '') lines[at] = `${line}${word}`;
    else if (line.length + 1 + word.length <= room) lines[at] = `${line} ${word}`;
    else lines.push(`${' '.repeat(indent)}${word}`);
  }
  return lines;
}

function withoutVariable(): string {
  const names = [undefined, ...COMMANDS].flatMap((command) =>
    Object.entries(optionsOf(command)).flatMap(([name, spec]) => (spec.noVariable === true ? [`--${name}`] : [])),
  );
  const all = [...new Set(names)];
  return `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}
