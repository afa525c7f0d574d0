/**
 * What the home screen says of each environment, read from its files alone: no AWS call, no lock, a few milliseconds.
 * Owns the words for a deployment's state and the suggested next step.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENTS, type Environment } from '../engine/environments.ts';
import { readLocalLock } from '../engine/lock/local-lock.ts';
import { isAlive } from '../engine/process/identity.ts';
import { type Checkpoint, readCheckpoint } from '../engine/run/checkpoint.ts';
import { stateDirOf } from '../engine/run/folder.ts';
import type { HomeAction, HomeEnvironment, HomeView } from '../ui/model/home-view.ts';

export interface HomeInput {
  workspace: string | undefined;
  version: string;
  who: string;
  now: Date;
}

interface Found {
  environment: Environment;
  row: HomeEnvironment;
  /** What would help here most, if anything would. */
  suggestion?: HomeAction & { urgency: number };
}

export function homeView(input: HomeInput): HomeView {
  const found = Object.values(ENVIRONMENTS)
    .filter((environment) => environment.terraform !== undefined)
    .map((environment) => look(environment, input));
  const suggested = found
    .flatMap((f) => f.suggestion ?? [])
    .sort((a, b) => b.urgency - a.urgency)
    .at(0);
  return {
    version: input.version,
    workspace: input.workspace,
    who: input.who,
    environments: found.map((f) => f.row),
    ...(suggested === undefined ? { suggested: REHEARSE } : { suggested }),
    actions: ACTIONS,
  };
}

/** One line beside a label in 80 columns. */
const DEPLOYS = 'everything up to the written environment file';
const SETS_UP = 'asks, and writes the environment file';
const REHEARSE: HomeAction = {
  id: 'rehearse deploy',
  label: 'Rehearse a deployment',
  about: 'on this machine, without an AWS account',
};
const ACTIONS: HomeAction[] = [
  { id: 'deploy --to update-env', label: 'Deploy', about: DEPLOYS },
  { id: 'setup', label: 'Set up', about: SETS_UP },
  { id: 'doctor', label: 'Doctor', about: 'is this machine ready, and what would help' },
  { id: 'plan', label: 'Plan', about: 'what would change; changes nothing' },
  {
    id: 'forward-trust',
    label: 'Forward trust',
    about: "the trust's web pages and APIs, on this machine",
  },
  { id: 'email', label: 'E-mail', about: "the sender's address, and what to do next" },
  { id: 'runs', label: 'Runs', about: 'what was run here, by whom, with what outcome' },
  REHEARSE,
];

function look(environment: Environment, { workspace, now }: HomeInput): Found {
  const { name } = environment;
  const row = (mark: HomeEnvironment['mark'], words: string, detail = ''): HomeEnvironment => ({
    name,
    mark,
    words,
    detail,
  });
  if (workspace === undefined || !existsSync(join(workspace, environment.envFile)))
    return notSetUp(environment, workspace);
  const stateDir = stateDirOf(workspace, name);
  const lock = readLocalLock(stateDir);
  if (lock && isAlive(lock.who))
    return { environment, row: row('running', `${lock.command} is running, by ${lock.user}`, `pid ${lock.who.pid}`) };
  const last = readCheckpoint(stateDir);
  if (last === undefined)
    return {
      environment,
      row: row('none', 'never deployed from here'),
      suggestion: {
        id: 'deploy --to update-env',
        label: `Deploy ${name}`,
        about: DEPLOYS,
        env: name,
        urgency: 1,
      },
    };
  if (last.open) return unfinished(environment, last, now);
  const applied = last.marks.apply ?? Object.values(last.marks).at(-1);
  return {
    environment,
    row: row('ok', `${last.command} finished ${ago(applied?.at, now)}`, `run ${last.run.slice(-4)}`),
  };
}

/** A setup that was left half-way is gone on with; nothing here yet is begun with staging, which can be made again. */
function notSetUp(environment: Environment, workspace: string | undefined): Found {
  const { name, envFile } = environment;
  const begun = workspace !== undefined && existsSync(join(stateDirOf(workspace, name), 'setup.json'));
  const empty =
    workspace === undefined ||
    !Object.values(ENVIRONMENTS).some((e) => e.terraform !== undefined && existsSync(join(workspace, e.envFile)));
  const about = SETS_UP;
  return {
    environment,
    row: begun
      ? { name, mark: 'warn', words: 'setup was left before it was done', detail: 'go on?' }
      : { name, mark: 'none', words: `not set up: no ${envFile}`, detail: '' },
    ...(begun || (empty && name === 'stag')
      ? {
          suggestion: {
            id: 'setup',
            label: `${begun ? 'Go on setting up' : 'Set up'} ${name}`,
            about,
            env: name,
            urgency: begun ? 1.5 : 1,
          },
        }
      : {}),
  };
}

function unfinished(environment: Environment, last: Checkpoint, now: Date): Found {
  const done = last.phases.filter((phase) => last.marks[phase] !== undefined);
  const next = last.phases.find((phase) => last.marks[phase] === undefined);
  const at = done
    .map((phase) => last.marks[phase]?.at ?? '')
    .sort()
    .at(-1);
  return {
    environment,
    row: {
      name: environment.name,
      mark: 'warn',
      words: `${last.command} stopped ${done.length === 0 ? 'at its start' : `after "${done.at(-1)}"`}${at === undefined ? '' : ` · ${ago(at, now)}`}`,
      detail: 'resume?',
    },
    suggestion: {
      id: `${last.command} --resume`,
      label: `Resume ${last.command} of ${environment.name}${next === undefined ? '' : ` at "${next}"`}`,
      about: 'proves what is done instead of repeating it',
      env: environment.name,
      urgency: environment.name === 'production' ? 3 : 2,
    },
  };
}

/** How long ago, as a person says it. */
export function ago(iso: string | undefined, now: Date): string {
  if (iso === undefined) return 'some time ago';
  const minutes = Math.max(0, Math.round((now.getTime() - Date.parse(iso)) / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}
