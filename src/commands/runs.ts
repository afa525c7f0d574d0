/** `runs list` and `runs show ID`: what was run in this workspace, newest first, from the journals alone. Changes nothing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENTS } from '../engine/environments.ts';
import { HubError } from '../engine/errors/hub-error.ts';
import { seconds } from '../engine/events/line.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { listRuns, runDirOf, stateDirOf } from '../engine/run/folder.ts';
import { readJournal } from '../engine/run/journal.ts';
import { earlierLogParts } from '../engine/run/log-file.ts';
import { summaryText } from '../engine/run/summary.ts';
import type { CommandContext } from './context.ts';
import { namedEnvironment } from './environment.ts';
import { findWorkspace } from './workspace.ts';

interface RunRow {
  run: string;
  env: string;
  command: string;
  started: string;
  outcome: string;
  exit?: number;
  ms?: number;
}

export async function run(ctx: CommandContext): Promise<number> {
  const [what = 'list', id] = ctx.positionals;
  const workspace = findWorkspace(ctx.options.workspace, ctx.io.cwd);
  const only = namedEnvironment(ctx.options.env, ctx.io.env.PROD);
  const environments = only ? [only] : Object.values(ENVIRONMENTS);
  if (what === 'show') return show(ctx, workspace, id);
  if (what !== 'list') throw usage(`runs knows list and show, not ${JSON.stringify(what)}`);
  const rows = environments.flatMap((e) => {
    const stateDir = stateDirOf(workspace, e.name);
    return listRuns(stateDir).map((run) => rowOf(e.name, run, runDirOf(stateDir, run)));
  });
  for (const row of rows)
    ctx.io.stdout.write(ctx.options.json === true ? `${JSON.stringify(row)}\n` : `${lineOfRow(row)}\n`);
  if (rows.length === 0 && ctx.options.json !== true) ctx.io.stderr.write('nothing was run here yet\n');
  return EXIT.done;
}

function show(ctx: CommandContext, workspace: string, id: string | undefined): number {
  if (id === undefined) throw usage('runs show needs a run, as `flip-hub runs list` prints it');
  for (const env of Object.values(ENVIRONMENTS)) {
    const stateDir = stateDirOf(workspace, env.name);
    const found = listRuns(stateDir).find((run) => run === id || run.endsWith(`-${id}`));
    if (found === undefined) continue;
    const dir = runDirOf(stateDir, found);
    if (ctx.options.json === true) ctx.io.stdout.write(readFileSync(join(dir, 'events.jsonl'), 'utf8'));
    else ctx.io.stdout.write(`${summaryText(readJournal(join(dir, 'events.jsonl')))}${logPlaces(dir)}`);
    return EXIT.done;
  }
  throw usage(`there is no run ${JSON.stringify(id)} in ${workspace}`);
}

/** Where the full text is, oldest first: a very large log has several parts. */
const logPlaces = (dir: string) =>
  ['## Log', '', ...[...earlierLogParts(dir), 'log.txt'].map((name) => `- ${join(dir, name)}`), ''].join('\n');

function rowOf(env: string, run: string, dir: string): RunRow {
  const events = readJournal(join(dir, 'events.jsonl'));
  const start = events.find((e) => e.type === 'run-started');
  const end = events.findLast((e) => e.type === 'run-finished');
  return {
    run,
    env,
    command: start?.command ?? '?',
    started: start?.time ?? '?',
    outcome: end?.outcome ?? 'cut off or running',
    ...(end === undefined ? {} : { exit: end.exit, ms: end.ms }),
  };
}

const lineOfRow = (r: RunRow) =>
  `${r.run}  ${r.env.padEnd(10)}  ${r.command.padEnd(16)}  ${r.outcome}${r.ms === undefined ? '' : `, ${seconds(r.ms)}`}`;

function usage(what: string): HubError {
  return new HubError({ code: 'usage', who: 'operator', what, next: ['flip-hub runs list'], exit: EXIT.usage });
}
