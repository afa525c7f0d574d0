/** AWS's own clients in front of the same far side, where they are on PATH. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createAws } from '../../../src/aws/factory.ts';
import { createSessionApi } from '../../../src/aws/session-api.ts';
import { findProgram } from '../../../src/tools/process.ts';
import { pluginCall } from '../../../src/tunnel/plugin/call.ts';
import type { BenchSandbox } from '../world/sandbox.ts';

const READY_MS = 30_000;

export interface Peer extends AsyncDisposable {
  name: string;
  /** The local port of its forward to that target; opened when it is first asked for. */
  port(target: number): Promise<number>;
  /** Bytes that all its processes hold now. */
  memory(): Promise<number>;
}

type Start = (target: number) => Promise<ChildProcess>;

export async function pluginForward(endpoint: string, box: BenchSandbox): Promise<Peer | undefined> {
  const file = findProgram('session-manager-plugin', process.env.PATH, box.dir);
  if (file === undefined) return undefined;
  const aws = createAws({ region: 'eu-west-2', standIn: { endpoint, accessKeyId: 'AKIABENCH', secretAccessKey: 'x' } });
  const api = createSessionApi(aws, '');
  return peer('session-manager-plugin', async (target) => {
    const request = {
      instance: 'i-0abc',
      document: 'AWS-StartPortForwardingSession',
      parameters: { portNumber: [String(target)], localPortNumber: ['0'] },
    };
    const { args, env } = pluginCall(await api.startSession(request), request, api);
    return spawn(file, args, { env: { ...environment(endpoint), ...env }, detached: true });
  });
}

export async function awsForward(endpoint: string, box: BenchSandbox): Promise<Peer | undefined> {
  const path = process.env.PATH;
  const file = findProgram('aws', path, box.dir);
  // Without the plugin the CLI opens no session.
  if (file === undefined || findProgram('session-manager-plugin', path, box.dir) === undefined) return undefined;
  return peer('aws ssm start-session', async (target) => {
    const parameters = JSON.stringify({ portNumber: [String(target)], localPortNumber: ['0'] });
    const args = ['ssm', 'start-session', '--target', 'i-0abc', '--document-name', 'AWS-StartPortForwardingSession'];
    return spawn(file, [...args, '--parameters', parameters], { env: environment(endpoint), detached: true });
  });
}

const environment = (endpoint: string) => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  AWS_ACCESS_KEY_ID: 'AKIABENCH',
  AWS_SECRET_ACCESS_KEY: 'bench-not-a-secret',
  AWS_REGION: 'eu-west-2',
  AWS_ENDPOINT_URL: endpoint,
  AWS_CONFIG_FILE: '/dev/null',
});

function peer(name: string, start: Start): Peer {
  const children: ChildProcess[] = [];
  const ports = new Map<number, Promise<number>>();
  const opened = async (target: number): Promise<number> => {
    const child = await start(target);
    children.push(child);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${name} opened no port`)), READY_MS);
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
        const port = /^Port (\d+) opened/.exec(line)?.[1];
        if (port === undefined) return;
        clearTimeout(late);
        resolve(Number(port));
      });
      child.once('close', () => reject(new Error(`${name} ended`)));
    });
  };
  return {
    name,
    port: (target) => {
      const port = ports.get(target) ?? opened(target);
      ports.set(target, port);
      return port;
    },
    memory: async () => groupMemory(new Set(children.map(({ pid }) => pid ?? 0))),
    [Symbol.asyncDispose]: async () => {
      for (const child of children) {
        const ended = new Promise((resolve) => child.once('close', resolve));
        process.kill(-(child.pid ?? 0), 'SIGKILL');
        await ended;
      }
    },
  };
}

/** Resident bytes of all processes in those process groups. */
function groupMemory(groups: ReadonlySet<number>): number {
  let bytes = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (groups.has(Number(fields[2]))) bytes += Number(fields[21]) * 4_096;
    } catch (error) {
      // It ended while we looked.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && (error as NodeJS.ErrnoException).code !== 'ESRCH')
        throw error;
    }
  }
  return bytes;
}
