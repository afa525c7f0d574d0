/**
 * What is known of a running stand-in: the file its daemon writes when it is ready, read by everybody else.
 * Owns that file's shape and the question whether its daemon still lives.
 */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isAlive, type ProcessIdentity } from '../engine/process/identity.ts';
import { readJsonFile } from '../engine/run/atomic-file.ts';
import type { Gap } from './gateway/gaps.ts';
import { GAPS_FILE } from './gateway/record.ts';
import { SINK_FILE, type SinkContact } from './sink/server.ts';

const STATE_FILE = 'stand-in.json';
export const STATE_VERSION = 1;

export interface StandIn {
  version: typeof STATE_VERSION;
  /** The daemon's folder: state, logs and records. */
  dir: string;
  pid: number;
  startTime: string;
  bootId: string;
  /** `postgres` is absent when this machine has no PostgreSQL server. */
  ports: { gateway: number; moto: number; sink: number; hub: number; postgres?: number };
  account: string;
  region: string;
  startedAt: string;
  /** The stand-in hub's database, when there is one. Generated for this stand-in alone. */
  database?: { user: string; password: string; name: string };
  /** What is not as complete as it could be, in words for the screen. */
  notes: string[];
  /** Processes that must not outlive the daemon. */
  children: ProcessIdentity[];
}

export function statePath(dir: string): string {
  return join(dir, STATE_FILE);
}

/** The state file's content, of a live daemon or a dead one; undefined when there is none or it is another version's. */
export function readState(dir: string): StandIn | undefined {
  const state = readJsonFile<StandIn>(statePath(dir));
  return state?.version === STATE_VERSION ? { ...state, dir } : undefined;
}

export function daemonOf(state: StandIn): ProcessIdentity {
  return { pid: state.pid, started: state.startTime, boot: state.bootId, host: hostname() };
}

export function isRunning(state: StandIn): boolean {
  return isAlive(daemonOf(state));
}

/** Where clients of this stand-in send AWS calls. An IP literal: with a name, S3 clients put the bucket before it. */
export function gatewayUrl(standIn: Pick<StandIn, 'ports'>): string {
  return `http://127.0.0.1:${standIn.ports.gateway}`;
}

/** Every call the stand-in could not answer, oldest first; also of a stand-in that has ended. */
export async function gapsOf(standIn: Pick<StandIn, 'dir'>): Promise<Gap[]> {
  return jsonLines<Gap>(join(standIn.dir, GAPS_FILE));
}

/** Everything that tried to leave this machine, oldest first. */
export async function sinkContacts(standIn: Pick<StandIn, 'dir'>): Promise<SinkContact[]> {
  return jsonLines<SinkContact>(join(standIn.dir, SINK_FILE));
}

function jsonLines<T>(file: string): T[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
