/** What is remembered about a person and not about one workspace. Holds no secret. Kept by `conf` in the user's own folder. */
import { ENVIRONMENTS, type EnvironmentName } from '../engine/environments.ts';

interface Preferences {
  lastEnvironment?: string;
  /** The folder of the last rehearsal that was left running. */
  rehearsal?: string;
}

async function store() {
  const { default: Conf } = await import('conf');
  return new Conf<Preferences>({ projectName: 'flip-hub', projectSuffix: '' });
}

export async function lastEnvironment(): Promise<EnvironmentName | undefined> {
  const name = (await store()).get('lastEnvironment');
  return name !== undefined && name in ENVIRONMENTS ? (name as EnvironmentName) : undefined;
}

export async function rememberEnvironment(name: EnvironmentName): Promise<void> {
  (await store()).set('lastEnvironment', name);
}

export async function rehearsalFolder(): Promise<string | undefined> {
  return (await store()).get('rehearsal');
}

export async function rememberRehearsal(dir: string | undefined): Promise<void> {
  const preferences = await store();
  if (dir === undefined) preferences.delete('rehearsal');
  else preferences.set('rehearsal', dir);
}
