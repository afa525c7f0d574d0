/**
 * What is remembered about a person and not about one workspace. Holds no secret. Kept by `conf` in the user's own folder;
 * a damaged file costs a remembered choice, never a command.
 */
import { ENVIRONMENTS, type EnvironmentName } from '../engine/environments.ts';
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { diskError } from '../engine/run/atomic-file.ts';

interface Preferences {
  lastEnvironment?: string;
  /** The folder of the last rehearsal that was left running. */
  rehearsal?: string;
  /** The forwards that were used last, by environment. */
  forwards?: Partial<Record<EnvironmentName, string[]>>;
}

async function store() {
  const { default: Conf } = await import('conf');
  return new Conf<Preferences>({ projectName: 'flip-hub', projectSuffix: '', clearInvalidConfig: true });
}

/** The last one used, offered first by a question. Undefined too where the home folder cannot be used. */
export async function lastEnvironment(): Promise<EnvironmentName | undefined> {
  const name = await whereWritable(async () => (await store()).get('lastEnvironment'));
  return name !== undefined && name in ENVIRONMENTS ? (name as EnvironmentName) : undefined;
}

export async function rememberEnvironment(name: EnvironmentName): Promise<void> {
  await whereWritable(async () => (await store()).set('lastEnvironment', name));
}

/** Throws exit 4 where the home folder cannot be used: without it nobody could stop or resume a rehearsal. */
export async function rehearsalFolder(): Promise<string | undefined> {
  return needed(async () => (await store()).get('rehearsal'));
}

export async function rememberRehearsal(dir: string | undefined): Promise<void> {
  await needed(async () => {
    const preferences = await store();
    if (dir === undefined) preferences.delete('rehearsal');
    else preferences.set('rehearsal', dir);
  });
}

/** The group of forwards used last in this environment; undefined before the first. */
export async function rememberedForwards(name: EnvironmentName): Promise<string[] | undefined> {
  const found = await whereWritable(async () => (await store()).get('forwards'));
  const ids = found?.[name];
  return Array.isArray(ids) && ids.length > 0 ? ids.map(String) : undefined;
}

export async function rememberForwards(name: EnvironmentName, ids: readonly string[]): Promise<void> {
  await whereWritable(async () => {
    const preferences = await store();
    preferences.set('forwards', { ...preferences.get('forwards'), [name]: [...ids] });
  });
}

const isDiskError = (cause: unknown) => typeof (cause as NodeJS.ErrnoException).code === 'string';

/** A full or read-only home folder must not stop a deployment for the sake of a remembered word. */
async function whereWritable<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (cause) {
    if (isDiskError(cause)) return undefined;
    throw cause;
  }
}

async function needed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!isDiskError(cause)) throw cause;
    throw new HubError(
      {
        code: 'file-unwritable',
        who: 'environment',
        what: `where the last rehearsal is cannot be remembered: ${diskError(cause, 'the preferences in your home folder').message}`,
        next: ['export XDG_CONFIG_HOME=<a folder that can be written>', 'run the same command again'],
        exit: EXIT.precondition,
      },
      { cause },
    );
  }
}
