/**
 * A real PostgreSQL for the stand-in hub, from the machine's own server binaries, on a loopback port. As root it runs
 * as an unprivileged user. A shell holds it on a leash: when the daemon's pipe closes, however the daemon ended, the
 * server is stopped and its folder removed.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { HUB_DATABASE, HUB_SCHEMA, HUB_USER } from './schema.ts';

const run = promisify(execFile);
const SYSTEM_FOLDERS = ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt', '/usr/local/opt'];
const READY_WITHIN_MS = 30_000;
/** Arguments: postgres, the data folder, then postgres's own. Standard input is the leash. */
const LEASH = `trap '' INT TERM HUP
postgres=$1; folder=$2; shift 2
"$postgres" "$@" </dev/null & server=$!
read -r _
kill -INT "$server" 2>/dev/null
wait "$server"
rm -rf -- "$folder"`;

export interface Postgres {
  port: number;
  /** The server and the shell that holds its leash. */
  pids: number[];
  user: string;
  password: string;
  database: string;
  stop(): Promise<void>;
}

/** The folder with initdb, postgres and psql, newest version first; undefined when none is installed. */
export function findPostgres(env: NodeJS.ProcessEnv): string | undefined {
  const versions = SYSTEM_FOLDERS.flatMap((folder) =>
    list(folder)
      .filter((name) => /^\d+$|^postgresql(@\d+)?$/.test(name))
      .sort((a, b) => Number(b.replace(/\D/g, '')) - Number(a.replace(/\D/g, '')))
      .map((name) => join(folder, name, 'bin')),
  );
  const onPath = (env.PATH ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return [...versions, ...onPath].find((bin) =>
    ['initdb', 'postgres', 'psql'].every((program) => isExecutable(join(bin, program))),
  );
}

/**
 * Makes a cluster, starts it, and lays the hub's schema. Throws what its programs said when one of them fails, and
 * leaves nothing then; aborting counts as failing.
 */
export async function startPostgres(bin: string, password: string, signal?: AbortSignal): Promise<Postgres> {
  const owner = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
  // not in the daemon's folder: an unprivileged user may not be able to reach it, and sockets want short paths
  const folder = mkdtempSync(join(tmpdir(), 'flip-hub-pg-'));
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  const options = { cwd: folder, env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' }, ...owner };
  const abortable = { ...options, ...(signal ? { signal } : {}) };
  let server: Leashed | undefined;
  try {
    chmodSync(folder, 0o700);
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (owner) for (const path of [folder, passwordFile]) chownSync(path, owner.uid, owner.gid);
    const cluster = ['-D', data, '-U', HUB_USER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
    await run(join(bin, 'initdb'), [...cluster, '-E', 'UTF8', '--no-sync'], abortable);
    const port = await freePort();
    const settings = ['-D', data, '-p', String(port), '-k', folder, ...SETTINGS];
    server = leash(['/bin/sh', '-c', LEASH, 'leash', join(bin, 'postgres'), folder, ...settings], options);
    const psql = (database: string, sql: string) => {
      const target = ['-h', '127.0.0.1', '-p', String(port), '-U', HUB_USER, '-d', database];
      return run(join(bin, 'psql'), ['-X', '-q', '-v', 'ON_ERROR_STOP=1', ...target, '-c', sql], {
        ...abortable,
        env: { ...options.env, PGPASSWORD: password },
      });
    };
    await ready(() => psql('postgres', 'select 1'), signal);
    await psql('postgres', `create database ${HUB_DATABASE}`);
    await psql(HUB_DATABASE, HUB_SCHEMA);
    const postmaster = Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10);
    return {
      port,
      pids: [server.pid, postmaster],
      user: HUB_USER,
      password,
      database: HUB_DATABASE,
      stop: server.release,
    };
  } catch (error) {
    await server?.release();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

interface Leashed {
  pid: number;
  /** Lets go of the leash and waits for the end of what was on it. */
  release(): Promise<void>;
}

function leash(argv: string[], options: { cwd: string; env: NodeJS.ProcessEnv }): Leashed {
  const [file = '', ...args] = argv;
  const child = spawn(file, args, { ...options, stdio: ['pipe', 'ignore', 'ignore'] });
  // a leash whose other end is gone already has done its work
  child.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  return {
    pid: child.pid ?? 0,
    release: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** A rehearsal's data is worth nothing, so nothing waits for the disk. */
const SETTINGS = [
  '-h',
  '127.0.0.1',
  '-F',
  '-c',
  'synchronous_commit=off',
  '-c',
  'full_page_writes=off',
  '-c',
  'shared_buffers=16MB',
];

async function ready(probe: () => Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      await probe();
      return;
    } catch (error) {
      signal?.throwIfAborted();
      if (performance.now() > until) throw error;
      await delay(100);
    }
  }
}

function unprivilegedUser(): { uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // this machine has no such user; the next name may exist
    }
  }
  throw new Error('PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
