/** Help, generated from the tables of commands, options and exit codes. Pure. */
import { EXIT, EXIT_MEANING } from '../engine/exit-codes.ts';
import { COMMANDS, type CommandSpec } from './commands.ts';
import { GLOBAL_OPTIONS, type OptionSpec } from './options.ts';

const GROUPS: CommandSpec['group'][] = ['Start', 'Rehearse', 'Deploy', 'One step', 'Look'];

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
    'Each option but --yes, --confirm and --plan-hash can be given as FLIP_HUB_<NAME>.',
    '',
    'Exit codes',
    `  ${(Object.keys(EXIT) as (keyof typeof EXIT)[]).map((name) => `${EXIT[name]} ${EXIT_MEANING[name]}`).join(' · ')}`,
    '',
  ].join('\n');
}

function commandHelp(command: CommandSpec): string {
  const own = optionRows(command.options);
  return [
    `flip-hub ${command.name}${command.positionals === undefined ? '' : ` ${command.positionals}`}: ${command.words}`,
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

const row = (left: string, right: string) =>
  left.length <= 30 ? `  ${left.padEnd(31)} ${right}` : `  ${left}\n${' '.repeat(34)}${right}`;
