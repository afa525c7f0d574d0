/**
 * Keeps several forwards at once: starts them side by side, lets each fail alone, and ends all of them with proof.
 * An engine without a screen: it is a ForwardBoard for whoever draws it, and tells every change as a `forward` event.
 */
import { connect } from 'node:net';
import type { Clock } from '../engine/clock.ts';
import type { EventBody } from '../engine/events/types.ts';
import type { CredentialsLeft, ForwardAction, ForwardBoard, ForwardRow } from '../engine/forward-port.ts';
import type { StopProof, Tunnels } from '../tunnel/index.ts';
import { parseAdHoc } from './ad-hoc.ts';
import { CredentialsWatch } from './credentials-watch.ts';
import { type EntrySurroundings, ForwardEntry, type ForwardSpec } from './entry.ts';
import type { PortOwner } from './port-owner.ts';

export interface SupervisorOptions {
  heading: string;
  tunnels: Pick<Tunnels, 'openForward' | 'stopAll'>;
  /** Where forwards listen. */
  bind: string;
  transport: 'native' | 'plugin' | 'auto';
  pool: number;
  /** Where an ad-hoc forward leads. */
  adHocInstance: string;
  clock: Clock;
  emit(body: EventBody): void;
  probe: EntrySurroundings['probe'];
  ownerOf(port: number): Promise<PortOwner | undefined>;
  freePortFor(port: number, taken: ReadonlySet<number>): Promise<number | undefined>;
  /** Opens a browser; says in words why it could not. */
  openUrl(url: string): Promise<string | undefined>;
  /** When the credentials end; undefined for keys without an end, rejects when there are none. */
  credentialsEnd(): Promise<Date | undefined>;
  /** Signs in to AWS again; says in words what came of it. */
  signIn(): Promise<string | undefined>;
  /** The set of forwards changed by hand, to be remembered. */
  onGroup?(ids: readonly string[]): Promise<void> | undefined;
  /** Why an ad-hoc forward may not be opened by a key alone, in words. */
  refuse?(spec: ForwardSpec): string | undefined;
}

const TICK_MS = 1000;

export interface EndedAll extends StopProof {
  /** In words, one line each; empty when nothing is left. */
  left: string[];
}

export class ForwardSupervisor implements ForwardBoard {
  readonly #options: SupervisorOptions;
  readonly #entries: ForwardEntry[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #told = new Map<string, string>();
  readonly #credentials: CredentialsWatch;
  #notices: readonly string[] = [];
  #ticker: NodeJS.Timeout | undefined;

  constructor(specs: readonly ForwardSpec[], options: SupervisorOptions) {
    this.#options = options;
    this.#credentials = new CredentialsWatch(() => options.credentialsEnd(), options.clock);
    for (const spec of specs) this.#take(spec);
  }

  get heading(): string {
    return this.#options.heading;
  }
  get entries(): readonly ForwardEntry[] {
    return this.#entries;
  }
  rows(): ForwardRow[] {
    return this.#entries.map((entry) => entry.row());
  }
  credentials(): CredentialsLeft | undefined {
    return this.#credentials.told();
  }
  notices(): readonly string[] {
    return this.#notices;
  }
  logOf(id: string): readonly string[] {
    return this.#entry(id)?.log ?? [];
  }
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Shown until it is taken away with an empty list. */
  setNotices(lines: readonly string[]): void {
    this.#notices = lines;
    this.#redraw();
  }

  /** A line for the log of a forward. */
  note(id: string, line: string): void {
    this.#entry(id)?.note(line);
  }

  /** Starts all at once; resolves when each has been opened or has failed. */
  async start(): Promise<void> {
    this.#ticker = setInterval(() => this.#tick(), TICK_MS);
    await Promise.all(this.#entries.map((entry) => entry.start()));
  }

  async act(action: ForwardAction): Promise<string | undefined> {
    switch (action.do) {
      case 'restart-all':
        await Promise.all(this.#entries.map((entry) => entry.start()));
        return undefined;
      case 'sign-in':
        return this.#options.signIn();
      case 'add':
        return this.#add(action.typed);
    }
    const entry = this.#entry(action.id);
    if (entry === undefined) return undefined;
    switch (action.do) {
      case 'toggle':
        await entry.toggle();
        return undefined;
      case 'restart':
        await entry.start();
        return undefined;
      case 'take-free-port':
        return (await entry.takeFreePort()) ? undefined : 'its port is not in use by another program';
      case 'open':
        return this.#open(entry);
    }
  }

  /** Ends every session and port, and looks whether they are gone. Never rejects. */
  async stop(): Promise<EndedAll> {
    clearInterval(this.#ticker);
    const addresses = this.#entries.flatMap((entry) => entry.address ?? []);
    const proof = await this.#options.tunnels.stopAll();
    const open = await Promise.all(addresses.map(answers));
    const portClosed = proof.portClosed && !open.includes(true);
    const left = [
      ...proof.sessions.flatMap(({ id, terminated, why }) =>
        terminated ? [] : [`session ${id} may still be open at AWS: ${why ?? 'no reason given'}`],
      ),
      ...addresses.flatMap((at, i) => (open[i] === true ? [`something still answers on ${at.host}:${at.port}`] : [])),
    ];
    for (const entry of this.#entries) this.#tellChange(entry);
    return { sessions: proof.sessions, portClosed, left };
  }

  #take(spec: ForwardSpec): ForwardEntry {
    const { tunnels, bind, transport, pool, clock, probe } = this.#options;
    const entry = new ForwardEntry(spec, {
      clock,
      probe,
      ownerOf: (port) => this.#ownerOf(port),
      freePortFor: (port) => this.#options.freePortFor(port, new Set(this.#entries.map((e) => e.spec.localPort))),
      open: ({ id, target, localPort }) => tunnels.openForward({ id, target, localPort, bind, transport, pool }),
      changed: (changed) => this.#tellChange(changed),
    });
    this.#entries.push(entry);
    return entry;
  }

  /** Two forwards that want one port: the other is named, not this process. */
  async #ownerOf(port: number): Promise<PortOwner | undefined> {
    const owner = await this.#options.ownerOf(port);
    const ours = owner?.pid === process.pid ? this.#entries.find((entry) => entry.address?.port === port) : undefined;
    return owner === undefined || ours === undefined ? owner : { ...owner, name: `the forward ${ours.id}` };
  }

  #entry(id: string): ForwardEntry | undefined {
    return this.#entries.find((entry) => entry.id === id);
  }

  async #add(typed: string): Promise<string | undefined> {
    const wanted = parseAdHoc(typed);
    if (wanted === undefined) return 'type it as port:port or port:host:port, for example 9000:10.0.1.7:9000';
    const { localPort, host, port } = wanted;
    const id = `${localPort}:${host === undefined ? '' : `${host}:`}${port}`;
    if (this.#entry(id) !== undefined) return `${id} is there already`;
    const instance = this.#options.adHocInstance;
    const spec: ForwardSpec = {
      id,
      title: host ?? `port ${port}`,
      localPort,
      target: host === undefined ? { kind: 'instance', instance, port } : { kind: 'remote', instance, host, port },
    };
    const refused = this.#options.refuse?.(spec);
    if (refused !== undefined) return refused;
    const entry = this.#take(spec);
    await Promise.all([entry.start(), this.#options.onGroup?.(this.#entries.map((e) => e.id))]);
    return undefined;
  }

  async #open(entry: ForwardEntry): Promise<string | undefined> {
    const { url, page } = entry.row();
    if (url === undefined) return 'it is not open';
    return page ? this.#options.openUrl(url) : `no page: connect to ${url}`;
  }

  #tick(): void {
    for (const entry of this.#entries) entry.tick();
    void this.#credentials.tick();
    this.#redraw();
  }

  /** One event a change, also of what the service behind it answers; a countdown is no change. */
  #tellChange(entry: ForwardEntry): void {
    const row = entry.row();
    const { state, why } = entry.told();
    const words = state.replace(/ in \d+ s/, '');
    const key = JSON.stringify([words, why, row.url, row.health]);
    // Where it will be is not known before it listens: a first line that says nothing is left out.
    const unopened = entry.address === undefined && row.state === 'starting';
    if (!unopened && this.#told.get(row.id) !== key) {
      this.#told.set(row.id, key);
      const { target } = entry.spec;
      const { freePort } = entry;
      const help = freePort === undefined ? undefined : `--port ${row.id}=${freePort} takes a free one`;
      const cause = [why, help].filter((part) => part !== undefined).join('; ');
      this.#options.emit({
        type: 'forward',
        id: row.id,
        state: words,
        ...(row.url === undefined ? {} : { url: row.url, localPort: entry.address?.port ?? 0 }),
        target: `${target.instance}${target.kind === 'remote' ? `, ${target.host}` : ''}:${target.port}`,
        ...(cause === '' ? {} : { cause }),
        ...(row.health === undefined ? {} : { health: row.health }),
      });
    }
    this.#redraw();
  }

  #redraw(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Does anything still answer there? */
function answers({ host, port }: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: host === '0.0.0.0' || host === '::' ? 'localhost' : host, port });
    const say = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.setTimeout(2000, () => say(false));
    socket.once('connect', () => say(true));
    socket.once('error', () => say(false));
  });
}
