/**
 * Finds a Python that can run our moto: the first on PATH (or among pyenv's) that has exactly the pinned version
 * with its server parts, else uv, which fetches one. Owns the choice; starts nothing that stays.
 */
import { execFile } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';

const MOTO_VERSION = '5.2.1';
const NAMES = ['python3', 'python', ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`)];
/** Prints the version of moto only when the server's own parts are there too. */
const PROBE =
  'import importlib.metadata as m, importlib.util as u, sys; print(m.version("moto") if all(u.find_spec(p) for p in ("flask", "flask_cors", "werkzeug")) else "without its server parts")';
const PROBE_MS = 15_000;

const run = promisify(execFile);

/** argv prefix that behaves like `python`. Throws HubError (exit 4) with what was found instead. */
export async function findMotoPython(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<string[]> {
  const seen: string[] = [];
  for (const python of candidates(env)) {
    const version = await motoVersionOf(python, env, signal);
    if (version === MOTO_VERSION) return [python];
    if (version !== undefined) seen.push(`${python} has moto ${version}`);
  }
  const uv = onPath('uv', env)[0];
  if (uv) return [uv, 'run', '--no-project', '--quiet', '--with', `moto[server]==${MOTO_VERSION}`, 'python'];
  const uvx = onPath('uvx', env)[0];
  if (uvx) return [uvx, '--quiet', '--from', `moto[server]==${MOTO_VERSION}`, 'python'];
  throw new HubError({
    code: 'rehearsal-python',
    who: 'environment',
    what: `no Python with moto ${MOTO_VERSION} was found, and uv is not installed`,
    cause: seen.length > 0 ? seen.join('; ') : 'the rehearsal runs against moto, a stand-in for AWS written in Python',
    next: [
      `python3 -m pip install --user 'moto[server]==${MOTO_VERSION}'`,
      'or install uv: https://docs.astral.sh/uv/',
    ],
    exit: EXIT.precondition,
  });
}

/** Every file that may be such a Python, in the order they are tried, none twice. */
function candidates(env: NodeJS.ProcessEnv): string[] {
  const root = env.PYENV_ROOT ?? (env.HOME ? join(env.HOME, '.pyenv') : undefined);
  const pyenv = root
    ? folders(join(root, 'versions')).map((version) => join(root, 'versions', version, 'bin/python3'))
    : [];
  return [...new Set([...NAMES.flatMap((name) => onPath(name, env)), ...pyenv.filter(isExecutable)])];
}

/** Executables of that name in PATH's absolute folders: nothing is taken from the current folder. */
function onPath(name: string, env: NodeJS.ProcessEnv): string[] {
  return (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, name))
    .filter(isExecutable);
}

async function motoVersionOf(
  python: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    const { stdout } = await run(python, ['-c', PROBE], { env, timeout: PROBE_MS, ...(signal ? { signal } : {}) });
    return stdout.trim();
  } catch {
    signal?.throwIfAborted();
    // no such Python behind a shim, or one without moto: the next candidate may have it
    return undefined;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function folders(dir: string): string[] {
  try {
    return readdirSync(dir).sort().reverse();
  } catch {
    return [];
  }
}
