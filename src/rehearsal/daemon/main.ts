/**
 * The stand-in's one process: gateway, moto, sink, hub and database, from the first port to the last child's end.
 * Owns its children and the state file. Ends on SIGTERM, on request, or when no AWS call came for half an hour.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf, ownIdentity, type ProcessIdentity } from '../../engine/process/identity.ts';
import { writeFileAtomic } from '../../engine/run/atomic-file.ts';
import { FAKE_ACCOUNT, REHEARSAL_REGION } from '../account.ts';
import { FaultPlan } from '../faults/plan.ts';
import { motoAt } from '../gateway/moto.ts';
import { CALLS_FILE, GAPS_FILE, Recorder } from '../gateway/record.ts';
import { startGateway } from '../gateway/server.ts';
import { gatewayTable } from '../gateway/table.ts';
import { findPostgres, type Postgres, startPostgres } from '../hub/postgres.ts';
import { startHub } from '../hub/server.ts';
import { DENIED_FILE } from '../iam/denied.ts';
import type { PermissionMode } from '../iam/operator.ts';
import { type MotoProcess, startMoto } from '../moto/process.ts';
import { SINK_FILE, startSink } from '../sink/server.ts';
import { sessionPages } from '../ssm/control.ts';
import { Places } from '../ssm/places.ts';
import { MessageService } from '../ssm/service.ts';
import { STATE_VERSION, type StandIn, statePath } from '../stand-in.ts';
import { startTrustPages } from '../trust/pages.ts';
import { announce, failureFields } from './announce.ts';
import { controlPages } from './control.ts';
import { idleWatch } from './idle.ts';

interface StandInSpec {
  /** The daemon's folder; made when missing. */
  dir: string;
  idleMs?: number;
  /** Looks at the permissions of the operator's role. */
  permissions?: PermissionMode;
}

type Closers = (() => Promise<void>)[];
const IDLE_MS = 30 * 60_000;

/** Runs a stand-in until it ends. Announces on standard output when it is ready, or why it is not; never throws. */
export async function runStandInDaemon(spec: StandInSpec): Promise<void> {
  const closers: Closers = [];
  // a starter that has gone away is no reason to stop
  process.stdout.on('error', () => undefined);
  const ending = new AbortController();
  const end = () => ending.abort();
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, end);
  try {
    await start(spec, closers, ending);
    if (!ending.signal.aborted) await once(ending.signal, 'abort');
  } catch (error) {
    announce({ failed: failureFields(error) });
    process.exitCode = 1;
  } finally {
    rmSync(statePath(spec.dir), { force: true });
    for (const close of closers.reverse()) {
      // one that cannot be closed must not keep the others open
      await close().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
    }
    for (const signal of signals) process.off(signal, end);
  }
}

async function start(spec: StandInSpec, closers: Closers, ending: AbortController): Promise<void> {
  mkdirSync(spec.dir, { recursive: true, mode: 0o700 });
  for (const old of [CALLS_FILE, GAPS_FILE, DENIED_FILE, SINK_FILE]) rmSync(join(spec.dir, old), { force: true });
  const recorder = new Recorder(spec.dir);
  const notes: string[] = [];

  announce({ note: 'starting moto, the stand-in for AWS' });
  let state: StandIn | undefined;
  const sink = await startSink(spec.dir, () => state?.ports.gateway);
  closers.push(sink.close);
  const starting = startedPostgres(closers, notes, ending.signal);
  const moto = await startedMoto(spec, `http://127.0.0.1:${sink.port}`, recorder, closers, ending.signal).catch(
    async (error) => {
      // what is starting beside it must be known to the closers before they run
      await starting;
      throw error;
    },
  );
  const postgres = await starting;
  ending.signal.throwIfAborted();
  const hub = await startHub();
  closers.push(hub.close);

  const idle = idleWatch(spec.idleMs ?? IDLE_MS, () => ending.abort());
  closers.push(idle.stop);
  const faults = new FaultPlan();
  const places = new Places();
  const pages = await startTrustPages();
  closers.push(pages.close);
  for (const { port, to } of pages.places) places.set({ port, to: { host: '127.0.0.1', port: to } });
  // Whatever the database is called: there is one.
  if (postgres) places.set({ port: 5432, to: { host: '127.0.0.1', port: postgres.port } });
  const sessions: MessageService = new MessageService({
    url: () => `ws://127.0.0.1:${gateway.port}`,
    reach: (target) => places.find(target),
    onActivity: idle.touch,
  });
  const gateway = await startGateway({
    moto: motoAt(moto.port),
    rows: gatewayTable(sessions),
    upgrade: (request, socket, head) => sessions.upgrade(request, socket, head),
    recorder,
    faultFor: (call) => faults.faultFor(call),
    onAnswer: (call, answer) => faults.answered(call, answer),
    control: controlPages({
      state: () => state,
      recorder,
      contacts: sink.contacts,
      faults,
      shutdown: () => setImmediate(() => ending.abort()),
      sessions: sessionPages(sessions, places),
    }),
    onCall: idle.touch,
  });
  closers.push(gateway.close);
  closers.push(async () => sessions.close());

  const own = ownIdentity();
  state = {
    version: STATE_VERSION,
    dir: spec.dir,
    pid: own.pid,
    startTime: own.started,
    bootId: own.boot,
    ports: {
      gateway: gateway.port,
      moto: moto.port,
      sink: sink.port,
      hub: hub.port,
      ...(postgres ? { postgres: postgres.port } : {}),
    },
    account: FAKE_ACCOUNT,
    region: REHEARSAL_REGION,
    startedAt: new Date().toISOString(),
    ...(postgres ? { database: { user: postgres.user, password: postgres.password, name: postgres.database } } : {}),
    notes,
    children: [moto.pid, ...(postgres?.pids ?? [])]
      .map((pid) => identityOf(pid))
      .filter((child): child is ProcessIdentity => child !== undefined),
  };
  writeFileAtomic(statePath(spec.dir), `${JSON.stringify(state, null, 2)}\n`);
  announce({ ready: true });
}

async function startedMoto(
  spec: StandInSpec,
  proxy: string,
  recorder: Recorder,
  closers: Closers,
  signal: AbortSignal,
): Promise<MotoProcess> {
  const moto = await startMoto({
    dir: spec.dir,
    env: process.env,
    proxy,
    signal,
    onNote: (note) => announce({ note }),
    ...(spec.permissions === undefined ? {} : { permissions: spec.permissions }),
  });
  let stopping = false;
  closers.push(async () => {
    stopping = true;
    await moto.stop();
  });
  void moto.ended.then((why) => {
    if (stopping) return;
    recorder.gap({ time: new Date().toISOString(), service: 'stand-in', operation: 'moto', why: `moto ended: ${why}` });
  });
  return moto;
}

/** Without PostgreSQL, or when it does not start, the rest of the stand-in works; the notes say so. */
async function startedPostgres(closers: Closers, notes: string[], signal: AbortSignal): Promise<Postgres | undefined> {
  const bin = findPostgres(process.env);
  if (!bin) {
    notes.push('no PostgreSQL server is installed: the stand-in hub has no database');
    return undefined;
  }
  try {
    const postgres = await startPostgres(bin, randomBytes(18).toString('base64url'), signal);
    closers.push(postgres.stop);
    return postgres;
  } catch (error) {
    const said = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error);
    notes.push(`PostgreSQL in ${bin} did not start: ${said}`);
    return undefined;
  }
}
