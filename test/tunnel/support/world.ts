/**
 * A network for tunnels in this process: the stand-in's message service on a random port, a SessionApi that asks it
 * without AWS in between, and targets. Everything is closed when the test ends.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { HubError } from '../../../src/engine/errors/hub-error.ts';
import type { AgentOptions } from '../../../src/rehearsal/ssm/agent.ts';
import type { Address } from '../../../src/rehearsal/ssm/connections.ts';
import { MessageService, SessionRefused } from '../../../src/rehearsal/ssm/service.ts';
import type { PluginPort, SessionApi, SessionEvent, Timings, TunnelsSpec } from '../../../src/tunnel/index.ts';
import { createTunnels } from '../../../src/tunnel/index.ts';
import { atEnd } from './at-end.ts';

export interface World {
  service: MessageService;
  api: SessionApi;
  /** Counts of calls, and switches for what only an API can do. */
  calls: { start: number; resume: number; terminate: number; sign: number; loggedOut: boolean };
  tunnels: ReturnType<typeof createTunnels>;
  events: SessionEvent[];
  log: string[];
}

interface WorldOptions {
  reach: (port: number) => Address | undefined;
  agent?: Partial<AgentOptions>;
  timings?: Partial<Timings>;
  plugin?: PluginPort;
  needLogin?: TunnelsSpec['needLogin'];
  seed?: number;
}

export async function world(options: WorldOptions): Promise<World> {
  const server = createServer();
  const service: MessageService = new MessageService({
    url: () => `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reach: ({ port }) => options.reach(port),
    ...(options.agent === undefined ? {} : { agent: options.agent }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  server.on('upgrade', (request, socket, head) => service.upgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const calls = { start: 0, resume: 0, terminate: 0, sign: 0, loggedOut: false };
  const asked = async <T>(answer: () => T): Promise<T> => {
    await delay(1);
    if (calls.loggedOut) throw hubError('credentials', 'no usable AWS credentials');
    if (service.faults.outage) throw hubError('aws-unreachable', 'AWS cannot be reached');
    try {
      return answer();
    } catch (error) {
      if (error instanceof SessionRefused) throw hubError('aws-failed', `${error.code}: ${error.message}`);
      throw error;
    }
  };
  const granted = (grant: ReturnType<MessageService['start']>) => ({
    sessionId: grant.SessionId,
    token: grant.TokenValue,
    streamUrl: grant.StreamUrl,
  });
  const api: SessionApi = {
    region: 'eu-west-2',
    endpoint: 'https://ssm.eu-west-2.amazonaws.com',
    startSession: (request) => {
      calls.start += 1;
      return asked(() => granted(service.start(request)));
    },
    resumeSession: (id) => {
      calls.resume += 1;
      return asked(() => {
        const grant = granted(service.resume(id));
        return grant.token === '' ? undefined : grant;
      });
    },
    terminateSession: (id) => {
      calls.terminate += 1;
      return asked(() => void service.terminate(id));
    },
    signStream: async () => {
      calls.sign += 1;
      return { authorization: 'AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/eu-west-2/ssmmessages/aws4_request' };
    },
  };
  const events: SessionEvent[] = [];
  const log: string[] = [];
  const tunnels = createTunnels({
    api,
    onSession: (event) => events.push(event),
    onLog: (id, line) => log.push(`${id}: ${line}`),
    ...(options.timings === undefined ? {} : { timings: options.timings }),
    ...(options.plugin === undefined ? {} : { plugin: options.plugin }),
    ...(options.needLogin === undefined ? {} : { needLogin: options.needLogin }),
  });
  atEnd(async () => {
    calls.loggedOut = false;
    service.faults.outage = false;
    await tunnels.stopAll();
    service.close();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { service, api, calls, tunnels, events, log };
}

const hubError = (code: 'credentials' | 'aws-unreachable' | 'aws-failed', what: string) =>
  new HubError({ code, who: 'environment', what, next: [] });
