/**
 * moto as a child of the daemon. Its standard input is the leash: when the daemon ends, however it ends, the pipe
 * closes and moto ends itself.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { FAKE_ACCESS_KEY, FAKE_ACCOUNT, REHEARSAL_REGION } from '../account.ts';
import { DOCUMENTED_POLICIES, OPERATOR_ROLE, type PermissionMode } from '../iam/operator.ts';
import { motoInputs } from './inputs.ts';
import { findMotoPython } from './python.ts';

const STARTS_WITHIN_MS = 120_000;

export interface MotoProcess {
  port: number;
  pid: number;
  /** Resolves when moto has ended, with words for why. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

interface MotoSpec {
  /** Where its log goes. */
  dir: string;
  env: NodeJS.ProcessEnv;
  /** The folder that holds `flip_moto`. */
  packageDir?: string;
  port?: number;
  /** Where everything goes that moto itself would send to the outside. */
  proxy?: string;
  /** Gives up a start that has not ended yet. */
  signal?: AbortSignal;
  /** Told when the first start may take long. */
  onNote?: (line: string) => void;
  /** Looks at the permissions of the operator's role before every call. */
  permissions?: PermissionMode;
  /** moto without our patches, to see what they are for. */
  plain?: boolean;
}

/** Starts moto and waits until it listens. Throws HubError when Python, the version or the start fails. */
export async function startMoto(spec: MotoSpec): Promise<MotoProcess> {
  const [program, ...prefix] = await findMotoPython(spec.env, spec.signal);
  const log = join(spec.dir, 'moto.log');
  if (prefix.includes('run') || prefix.includes('--from')) spec.onNote?.('fetching moto with uv, as no Python has it');
  const options = [
    ...['--port', String(spec.port ?? 0)],
    ...(spec.plain ? ['--plain'] : []),
    ...(spec.permissions
      ? [
          ...['--permissions', spec.permissions, '--role', OPERATOR_ROLE],
          ...['--policies', DOCUMENTED_POLICIES.join(','), '--key', FAKE_ACCESS_KEY],
        ]
      : []),
    ...(spec.proxy ? ['--proxy', spec.proxy] : []),
  ];
  const stderr = openSync(log, 'a', 0o600);
  const child = spawn(program as string, [...prefix, '-m', 'flip_moto', ...options], {
    cwd: spec.dir,
    env: motoEnvironment(spec),
    stdio: ['pipe', 'pipe', stderr],
  });
  closeSync(stderr);
  // a leash whose other end is gone already has done its work
  child.stdin?.on('error', () => undefined);
  const ended = endOf(child);
  const giveUp = () => child.kill('SIGKILL');
  spec.signal?.addEventListener('abort', giveUp, { once: true });
  const port = await Promise.race([portOf(child), ended.then((why) => Promise.reject(notStarted(why, log)))]).finally(
    () => spec.signal?.removeEventListener('abort', giveUp),
  );
  return {
    port,
    pid: child.pid as number,
    ended,
    stop: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}

function motoEnvironment(spec: MotoSpec): Record<string, string> {
  return {
    HOME: spec.dir,
    ...motoInputs(spec.env),
    PYTHONPATH: spec.packageDir ?? packageDir(),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
    MOTO_ACCOUNT_ID: FAKE_ACCOUNT,
    MOTO_IAM_LOAD_MANAGED_POLICIES: 'true',
    MOTO_ACM_VALIDATION_WAIT: '1',
    // moto's own botocore must never look for credentials or a region of the operator's
    AWS_ACCESS_KEY_ID: 'rehearsal',
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    AWS_DEFAULT_REGION: REHEARSAL_REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** Beside this file in the sources; in the bundle the build puts the package into `moto` next to the program. */
function packageDir(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  if (here.endsWith(join('rehearsal', 'moto'))) return here;
  return join(here.endsWith('chunks') ? dirname(here) : here, 'moto');
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(notStarted(`it did not listen within ${STARTS_WITHIN_MS / 1000} s`, ''));
    }, STARTS_WITHIN_MS);
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = /"ready": true, "port": (\d+)/.exec(line)?.[1];
      if (!port) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    child.once('exit', () => clearTimeout(timer));
    child.once('error', () => clearTimeout(timer));
  });
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `killed by ${signal}` : `exit code ${code}`));
  });
}

/** The last line it wrote, which in Python names the error. */
function lastWords(log: string): string | undefined {
  if (log === '' || !existsSync(log)) return undefined;
  return readFileSync(log, 'utf8').trim().split('\n').at(-1) || undefined;
}

function notStarted(why: string, log: string): HubError {
  return new HubError({
    code: 'rehearsal-not-started',
    who: 'environment',
    what: `moto, the stand-in for AWS, did not start: ${why}`,
    cause: lastWords(log) ?? 'its version or one of its Python packages does not fit',
    next: [`python3 -m pip install --user 'moto[server]==5.2.1'`, ...(log ? [`less ${log}`] : [])],
    exit: EXIT.precondition,
    ...(log ? { log } : {}),
  });
}
