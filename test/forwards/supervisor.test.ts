/** The forward manager over tunnels of the test's own making: what an operator sees when something goes wrong. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { HubError } from '../../src/engine/errors/hub-error.ts';
import type { EventBody } from '../../src/engine/events/types.ts';
import type { ForwardSpec } from '../../src/forwards/entry.ts';
import { probe } from '../../src/forwards/health.ts';
import { ForwardSupervisor } from '../../src/forwards/supervisor.ts';
import { TARGETS } from '../../src/forwards/targets.ts';
import type { Forward, ForwardOptions, ForwardState, StopProof } from '../../src/tunnel/index.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A service that answers everything with one status; gives its port. */
async function answering(status: number): Promise<number> {
  const server = createServer((_, response) => response.writeHead(status).end());
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A forward whose "tunnel" is the local service itself. */
class FakeForward implements Forward {
  readonly id: string;
  readonly target: ForwardOptions['target'];
  readonly address: { host: string; port: number };
  readonly transport = 'native' as const;
  readonly counters = { open: 0, total: 0, bytesUp: 0, bytesDown: 0 };
  readonly sessions: readonly string[] = [];
  readonly #listeners = new Set<(state: ForwardState) => void>();
  #state: ForwardState = { name: 'starting' };
  proof: StopProof = { sessions: [], portClosed: true };

  constructor(options: ForwardOptions) {
    this.id = options.id;
    this.target = options.target;
    this.address = { host: '127.0.0.1', port: options.localPort };
  }
  get state(): ForwardState {
    return this.#state;
  }
  move(state: ForwardState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
  onChange(listener: (state: ForwardState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  async ready(): Promise<void> {}
  async restart(): Promise<void> {
    this.move({ name: 'ready' });
  }
  async stop(): Promise<StopProof> {
    this.move({ name: 'stopped' });
    return this.proof;
  }
}

function manager(
  specs: ForwardSpec[],
  refuse: Record<string, unknown> = {},
  more: Partial<ConstructorParameters<typeof ForwardSupervisor>[1]> = {},
) {
  const forwards = new Map<string, FakeForward>();
  const events: EventBody[] = [];
  const board = new ForwardSupervisor(specs, {
    heading: 'stag',
    tunnels: {
      async openForward(options) {
        if (refuse[options.id] !== undefined) throw refuse[options.id];
        const forward = new FakeForward(options);
        forwards.set(options.id, forward);
        return forward;
      },
      stopAll: async () => {
        const proofs = await Promise.all([...forwards.values()].map((forward) => forward.stop()));
        return { sessions: proofs.flatMap((p) => p.sessions), portClosed: proofs.every((p) => p.portClosed) };
      },
    },
    bind: '127.0.0.1',
    transport: 'auto',
    pool: 1,
    adHocInstance: 'i-1',
    clock: systemClock,
    emit: (body) => events.push(body),
    probe,
    ownerOf: async () => ({ name: 'grafana', pid: 4121 }),
    freePortFor: async (port) => port + 10_000,
    openUrl: async () => undefined,
    credentialsEnd: async () => undefined,
    signIn: async () => undefined,
    ...more,
  });
  const row = (id: string) => board.rows().find((r) => r.id === id);
  return { board, forwards, events, row };
}

const spec = (id: string, localPort: number): ForwardSpec => {
  const found = TARGETS.find((row) => row.id === id);
  if (found === undefined) throw new Error(id);
  return {
    id,
    title: found.title,
    localPort,
    target: { kind: 'instance', instance: 'i-1', port: found.port },
    health: found.health,
    ...(found.path === undefined ? {} : { path: found.path }),
  };
};

describe('the forward manager', () => {
  it('raises an alarm when Orthanc answers without a password, and is content with its 401', async () => {
    const { board, forwards, row } = manager([
      spec('orthanc', await answering(200)),
      spec('xnat', await answering(302)),
    ]);
    await board.start();
    for (const forward of forwards.values()) forward.move({ name: 'ready' });
    await vi.waitUntil(() => row('orthanc')?.state === 'ALARM' && row('xnat')?.state === 'ready (302)');
    expect(row('orthanc')).toMatchObject({ mark: 'fail', why: expect.stringContaining('patients') });
    const closed = manager([spec('orthanc', await answering(401))]);
    await closed.board.start();
    closed.forwards.get('orthanc')?.move({ name: 'ready' });
    await vi.waitUntil(() => closed.row('orthanc')?.state === 'ready (401)');
    expect(closed.row('orthanc')?.mark).toBe('ok');
    await board.stop();
    await closed.board.stop();
  });

  it('calls a service that answers 502 degraded, though the tunnel is well', async () => {
    const { board, forwards, row } = manager([spec('grafana', await answering(502))]);
    await board.start();
    forwards.get('grafana')?.move({ name: 'ready' });
    await vi.waitUntil(() => row('grafana')?.state === 'degraded');
    expect(row('grafana')?.why).toMatch(/answers 502 instead of 200 or 302/);
    await board.stop();
  });

  it('lets one fail alone, names who has its port, and opens it on the free one when asked', async () => {
    const refuse: Record<string, unknown> = {
      grafana: new HubError({ code: 'port-in-use', who: 'environment', what: 'in use', next: ['x'], exit: 4 }),
      xnat: new TypeError('a bug of ours'),
    };
    const { board, forwards, row, events } = manager(
      [spec('grafana', 3000), spec('xnat', await answering(200)), spec('orthanc', await answering(401))],
      refuse,
    );
    await board.start();
    forwards.get('orthanc')?.move({ name: 'ready' });
    expect(row('orthanc')?.mark).toBe('ok');
    expect(row('xnat')).toMatchObject({ state: 'failed', mark: 'fail' });
    expect(row('grafana')).toMatchObject({
      why: 'port 3000 is used by grafana (pid 4121)',
      help: 'p takes 13000 instead',
    });
    expect(events).toContainEqual(
      expect.objectContaining({ id: 'grafana', cause: expect.stringContaining('--port grafana=13000') }),
    );
    delete refuse.grafana;
    expect(await board.act({ do: 'take-free-port', id: 'grafana' })).toBeUndefined();
    expect(forwards.get('grafana')?.address.port).toBe(13_000);
    await board.stop();
  });

  it('says in words how long until the next try, and tells scripts each try once', async () => {
    const { board, forwards, row, events } = manager([spec('xnat', await answering(200))]);
    await board.start();
    forwards.get('xnat')?.move({ name: 'reconnecting', attempt: 2, inMs: 4000 });
    expect(row('xnat')?.state).toMatch(/^reconnecting in [34] s \(2nd try\)$/);
    forwards.get('xnat')?.move({ name: 'reconnecting', attempt: 2, inMs: 3000 });
    forwards.get('xnat')?.move({ name: 'waiting-for-login' });
    expect(row('xnat')?.state).toBe('waiting for login');
    const told = events.flatMap((e) => (e.type === 'forward' ? [e.state] : []));
    expect(told.filter((state) => state.startsWith('reconnecting'))).toEqual(['reconnecting (2nd try)']);
    await board.stop();
  });

  it('tells scripts what the service answers when it first does, and when that changes', async () => {
    let status = 200;
    const server = createServer((_, response) => response.writeHead(status).end());
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { board, forwards, events } = manager([spec('xnat', (server.address() as AddressInfo).port)]);
    await board.start();
    const told = () => events.flatMap((e) => (e.type === 'forward' ? [[e.state, e.health]] : []));
    for (const [answer, then] of [
      [200, ['ready', '200']],
      [502, ['degraded', expect.stringContaining('502')]],
    ] as const) {
      status = answer;
      forwards.get('xnat')?.move({ name: 'reconnecting', attempt: 1, inMs: 0 });
      forwards.get('xnat')?.move({ name: 'ready' });
      await vi.waitFor(() => expect(told().at(-1)).toEqual(then));
      // It was open before it was known what lies behind it.
      expect(told().at(-2)).toEqual(['ready', undefined]);
    }
    const { length } = told();
    forwards.get('xnat')?.move({ name: 'ready' });
    expect(told()).toHaveLength(length);
    await board.stop();
  });

  it('knows how long the credentials last, and that they ended', async () => {
    const ends = [60 * 60_000, -1].map((ms) => new Date(Date.now() + ms));
    for (const [end, words] of [
      [ends[0], /^credentials (59|60) min$/],
      [ends[1], /^credentials ended$/],
    ] as const) {
      const { board } = manager([spec('xnat', await answering(200))], {}, { credentialsEnd: async () => end });
      await board.start();
      await vi.waitUntil(() => board.credentials() !== undefined, { timeout: 20_000 });
      expect(board.credentials()?.words).toMatch(words);
      await board.stop();
    }
  });

  it('admits a session that could not be ended, and a port that still answers', async () => {
    const { board, forwards } = manager([spec('xnat', await answering(200))]);
    await board.start();
    const xnat = forwards.get('xnat');
    if (xnat) xnat.proof = { sessions: [{ id: 's-1', terminated: false, why: 'no network' }], portClosed: false };
    const { left, portClosed } = await board.stop();
    expect(portClosed).toBe(false);
    expect(left.join('\n')).toMatch(/session s-1 may still be open at AWS: no network\nsomething still answers on 127/);
  });

  it('refuses an ad-hoc forward that is not one, and opens one that is', async () => {
    const { board, forwards } = manager([spec('xnat', await answering(200))]);
    await board.start();
    expect(await board.act({ do: 'add', typed: '99999:80' })).toMatch(/port:port or port:host:port/);
    expect(await board.act({ do: 'add', typed: '9000:10.0.1.7:9001' })).toBeUndefined();
    expect(forwards.get('9000:10.0.1.7:9001')?.target).toEqual({
      kind: 'remote',
      instance: 'i-1',
      host: '10.0.1.7',
      port: 9001,
    });
    expect(await board.act({ do: 'add', typed: '9000:10.0.1.7:9001' })).toMatch(/there already/);
    await board.stop();
  });

  it('names the other forward when two of them want one port, not its own process', async () => {
    const taken = new HubError({ code: 'port-in-use', who: 'environment', what: 'in use', next: ['x'], exit: 4 });
    const port = await answering(200);
    const { board, row } = manager(
      [spec('xnat', port), spec('grafana', port)],
      { grafana: taken },
      { ownerOf: async () => ({ name: 'node', pid: process.pid }) },
    );
    await board.start();
    await vi.waitUntil(() => row('grafana')?.state === 'failed');
    expect(row('grafana')?.why).toContain('is used by the forward xnat');
    await board.stop();
  });

  it('remembers a forward that was added, and adds none that has to be asked for', async () => {
    const groups: (readonly string[])[] = [];
    const { board } = manager(
      [spec('xnat', await answering(200))],
      {},
      {
        onGroup: async (ids) => void groups.push(ids),
        refuse: ({ target }) => (target.port === 5432 ? 'that is asked for' : undefined),
      },
    );
    await board.start();
    expect(await board.act({ do: 'add', typed: '15432:10.0.0.9:5432' })).toBe('that is asked for');
    expect(board.rows().map((r) => r.id)).toEqual(['xnat']);
    expect(await board.act({ do: 'add', typed: '9000:80' })).toBeUndefined();
    expect(groups).toEqual([['xnat', '9000:80']]);
    await board.stop();
  });

  it('opens pages in a browser, and says where to connect for what is none', async () => {
    const opened: string[] = [];
    const { board, forwards } = manager(
      [spec('xnat', await answering(200))],
      {},
      {
        openUrl: async (url) => {
          opened.push(url);
          return undefined;
        },
      },
    );
    await board.start();
    await board.act({ do: 'add', typed: '9000:80' });
    for (const forward of forwards.values()) forward.move({ name: 'ready' });
    expect(await board.act({ do: 'open', id: '9000:80' })).toBe('no page: connect to localhost:9000');
    expect(await board.act({ do: 'open', id: 'xnat' })).toBeUndefined();
    expect(opened).toEqual([expect.stringMatching(/^http:\/\/localhost:\d+$/)]);
    await board.stop();
  });
});
