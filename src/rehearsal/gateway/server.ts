/**
 * The gateway: the one address all AWS clients of a rehearsal talk to. Answers what moto lacks from a table, passes
 * the rest on, records every call, and turns whatever nobody can answer into a gap that fails loudly.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { FAKE_ACCOUNT } from '../account.ts';
import { DENIED_HEADER, type Denied, refusal } from '../iam/denied.ts';
import { type Answer, header } from './answer.ts';
import { type Call, describeCall, operationOf } from './call.ts';
import type { Fault, FaultFor } from './faults.ts';
import { gapAnswer, whyGap } from './gaps.ts';
import type { Moto } from './moto.ts';
import { awsError } from './protocol/errors.ts';
import type { CallRecord, Recorder } from './record.ts';
import { ReplayMemory } from './replay.ts';
import { findRow, type Row } from './row.ts';

/** Longer than any client keeps an idle connection (Go: 90 s), so that we are never the one who closes first. */
const KEEP_ALIVE_MS = 180_000;
const LONGEST_CLIENT = 120;

interface GatewaySpec {
  moto: Moto;
  rows: readonly Row[];
  recorder: Recorder;
  faultFor: FaultFor;
  /** Told every answer that moto or a row gave, before a fault keeps it from its caller. */
  onAnswer?: (call: Call, answer: Answer) => void;
  /** Answers requests below /_stand-in/; the address is the gateway's own. */
  control: (method: string, path: string) => Promise<Answer> | Answer;
  /** Takes WebSockets; false: not one it knows. */
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  /** Called at the start of every AWS call; what keeps the daemon from going idle. */
  onCall: () => void;
}

export interface Gateway {
  port: number;
  url: string;
  close(): Promise<void>;
}

type Said = Pick<CallRecord, 'service' | 'operation' | 'by'> & { answer: Answer; gap?: string };

export async function startGateway(spec: GatewaySpec): Promise<Gateway> {
  const replay = new ReplayMemory();
  let url = '';
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      // the record could not be written, say: this call fails, the stand-in lives
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    spec.onCall();
    if (!spec.upgrade(request, socket, head)) socket.destroy();
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await listen(server);
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const began = performance.now();
    let body: Buffer;
    try {
      body = await bodyOf(request);
    } catch {
      // the client went away in the middle of its own request; there is nobody to answer
      response.destroy();
      return;
    }
    const target = request.url ?? '/';
    if (target.startsWith('/_stand-in/')) {
      write(response, request.method ?? 'GET', await spec.control(request.method ?? 'GET', target));
      return;
    }
    const call = describeCall({ method: request.method ?? 'GET', url: target, headers: request.headers, body });
    spec.onCall();
    const fault = spec.faultFor(call);
    const late = (fault?.delayMs ?? 0) + (fault?.kind === 'delay' ? fault.ms : 0);
    if (late > 0) await delay(late);
    const said = await say(call, fault);
    if (said.by !== 'fault') spec.onAnswer?.(call, said.answer);
    record(call, said, performance.now() - began, fault);
    if (fault?.kind === 'drop-before' || fault?.kind === 'drop-after') {
      if (fault.kind === 'drop-after') replay.forget(call);
      request.socket.destroy();
      return;
    }
    write(response, call.method, said.answer);
  }

  async function say(call: Call, fault: Fault | undefined): Promise<Said> {
    const names = { service: call.service ?? 'unsigned', operation: operationOf(call) };
    if (fault?.kind === 'answer') {
      return { ...names, by: 'fault', answer: awsError(call, fault.status, fault.code, fault.message) };
    }
    if (fault?.kind === 'drop-before')
      return { ...names, by: 'fault', answer: awsError(call, 500, 'Dropped', 'dropped') };
    let said: Said | undefined;
    const { answer, replayed } = await replay.once(call, async () => {
      said = await execute(call, names);
      return said.answer;
    });
    return said ?? { ...names, by: replayed ? 'replay' : 'moto', answer };
  }

  async function execute(call: Call, names: Pick<Said, 'service' | 'operation'>): Promise<Said> {
    const match = findRow(spec.rows, call);
    try {
      if (match) {
        const answer = await match.row.answer(call, { account: FAKE_ACCOUNT, moto: spec.moto, url }, match.path);
        return { service: names.service, operation: match.row.operation, by: 'row', answer };
      }
      const answer = await spec.moto.forward(call);
      const known = header(answer, 'x-flip-operation');
      const operation = known ? known.slice(known.lastIndexOf('.') + 1) : names.operation;
      const denied = header(answer, DENIED_HEADER);
      if (denied !== undefined) {
        const missing = JSON.parse(denied) as Denied;
        spec.recorder.denied(missing);
        delete answer.headers[DENIED_HEADER];
        if (missing.refused) return { service: names.service, operation, by: 'moto', answer: refusal(call, missing) };
      }
      const why = whyGap(call, answer);
      if (why !== undefined) return gapped(call, { service: names.service, operation }, why, 'moto');
      delete answer.headers['x-flip-operation'];
      return { service: names.service, operation, by: 'moto', answer };
    } catch (error) {
      const operation = match?.row.operation ?? names.operation;
      const why = error instanceof Error ? error.message : String(error);
      return gapped(call, { service: names.service, operation }, why, match ? 'row' : 'moto');
    }
  }

  function gapped(call: Call, names: Pick<Said, 'service' | 'operation'>, why: string, by: 'moto' | 'row'): Said {
    const client = call.headers['user-agent']?.slice(0, LONGEST_CLIENT);
    const gap = { time: new Date().toISOString(), ...names, why, ...(client === undefined ? {} : { client }) };
    spec.recorder.gap(gap);
    return { ...names, by, answer: gapAnswer(call, gap), gap: why };
  }

  function record(call: Call, said: Said, ms: number, fault: Fault | undefined): void {
    spec.recorder.call({
      time: new Date().toISOString(),
      service: said.service,
      operation: said.operation,
      ...(call.region === undefined ? {} : { region: call.region }),
      status: said.answer.status,
      ms: Math.round(ms),
      attempt: call.attempt,
      by: said.by,
      ...(said.gap === undefined ? {} : { gap: said.gap }),
      ...(fault?.injected === undefined ? {} : { fault: fault.injected }),
    });
  }

  return { port, url, close: () => close(server) };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function write(response: ServerResponse, method: string, answer: Answer): void {
  const headers = { ...answer.headers };
  const bodyless = method === 'HEAD' || answer.status === 204 || answer.status === 304;
  if (!bodyless) headers['content-length'] = String(answer.body.length);
  response.writeHead(answer.status, headers);
  response.end(bodyless ? undefined : answer.body);
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
