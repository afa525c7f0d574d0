/**
 * One forward under supervision: opening and stopping it, watching its service's health, measuring its rate, keeping its
 * log. Knows its neighbours only through what it is given, so that its failure cannot reach them.
 */
import type { Clock } from '../engine/clock.ts';
import { HubError } from '../engine/errors/hub-error.ts';
import { errorBody } from '../engine/errors/report.ts';
import type { ForwardRow } from '../engine/forward-port.ts';
import type { Forward, ForwardOptions, ForwardState } from '../tunnel/index.ts';
import type { Address, HealthVerdict } from './health.ts';
import type { PortOwner } from './port-owner.ts';
import type { Health } from './targets.ts';
import { type Told, tell } from './words.ts';

export interface ForwardSpec {
  id: string;
  title: string;
  target: ForwardOptions['target'];
  localPort: number;
  /** What a browser opens behind the port; undefined for what is no page. */
  path?: string;
  /** None for an ad-hoc forward: nobody knows what should answer. */
  health?: Health;
}

export interface EntrySurroundings {
  open(spec: ForwardSpec): Promise<Forward>;
  probe(health: Health, at: Address): Promise<HealthVerdict>;
  ownerOf(port: number): Promise<PortOwner | undefined>;
  freePortFor(port: number): Promise<number | undefined>;
  clock: Clock;
  changed(entry: ForwardEntry): void;
}

const LOG_LINES = 500;
/** How often a service is asked, while somebody uses it, and while it is not well. */
const ASK_WELL_MS = 30_000;
const ASK_ILL_MS = 15_000;
/** Asking counts as use, and AWS ends what is not used: after this many times an ill service is left alone. */
const ASK_ILL_TIMES = 40;
const UNOPENED: ForwardState = { name: 'starting' };

export class ForwardEntry {
  readonly #around: EntrySurroundings;
  #spec: ForwardSpec;
  #forward: Forward | undefined;
  /** Why it could not even be opened. */
  #refused: HubError | undefined;
  #freePort: number | undefined;
  #health: HealthVerdict | undefined;
  #log: string[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #since: number;
  #named: ForwardState['name'] | undefined;
  #sample = { at: 0, up: 0, down: 0 };
  #rate = { up: 0, down: 0 };
  #askedAt = 0;
  #asking = false;
  #illTimes = 0;
  /** Bytes seen when the last probe was over: more than these are somebody's use. */
  #bytesAfterProbe = 0;

  constructor(spec: ForwardSpec, around: EntrySurroundings) {
    this.#spec = spec;
    this.#around = around;
    this.#since = around.clock.monotonic();
  }

  get id(): string {
    return this.#spec.id;
  }
  get spec(): ForwardSpec {
    return this.#spec;
  }
  get log(): readonly string[] {
    return this.#log;
  }
  get state(): ForwardState {
    if (this.#refused) return { name: 'failed', cause: this.#refused };
    return this.#forward?.state ?? UNOPENED;
  }
  /** Final until somebody does something. */
  get over(): boolean {
    return this.state.name === 'failed' || this.state.name === 'stopped';
  }
  get address(): Address | undefined {
    return this.#forward?.address;
  }

  note(line: string): void {
    // What the tunnel said itself is not said again.
    if (this.#log.at(-1)?.slice(9) === line) return;
    this.#log.push(`${this.#around.clock.now().toISOString().slice(11, 19)} ${line}`);
    if (this.#log.length > LOG_LINES) this.#log.splice(0, this.#log.length - LOG_LINES);
  }

  /** Opens it, or revives it. Never rejects: why it failed is its state. */
  start(): Promise<void> {
    return this.#inTurn(async () => {
      this.#refused = undefined;
      this.#health = undefined;
      this.#illTimes = 0;
      if (this.#forward) {
        await this.#forward.restart();
        return;
      }
      this.#around.changed(this);
      this.#forward = await this.#around.open(this.#spec);
      this.#forward.onChange(() => this.#moved());
      this.#moved();
    });
  }

  stop(): Promise<void> {
    return this.#inTurn(async () => {
      const proof = await this.#forward?.stop();
      for (const { id, terminated, why } of proof?.sessions ?? [])
        if (!terminated) this.note(`session ${id} could not be ended: ${why ?? 'no reason given'}`);
      this.#moved();
    });
  }

  toggle(): Promise<void> {
    return this.over ? this.start() : this.stop();
  }

  /** Opens it on the free port that was offered. */
  async takeFreePort(): Promise<boolean> {
    if (this.#freePort === undefined || this.#forward) return false;
    this.#spec = { ...this.#spec, localPort: this.#freePort };
    await this.start();
    return true;
  }

  /** Once a second or so: the rate, and the health when it is due. */
  tick(): void {
    const { clock } = this.#around;
    const now = clock.monotonic();
    const counters = this.#forward?.counters;
    if (counters) {
      const seconds = (now - this.#sample.at) / 1000;
      if (this.#sample.at > 0 && seconds > 0)
        this.#rate = {
          up: Math.max(0, counters.bytesUp - this.#sample.up) / seconds,
          down: Math.max(0, counters.bytesDown - this.#sample.down) / seconds,
        };
      this.#sample = { at: now, up: counters.bytesUp, down: counters.bytesDown };
    }
    if (this.#isDue(now)) void this.#ask();
  }

  row(): ForwardRow {
    const counters = this.#forward?.counters;
    const { host, port } = this.#forward?.address ?? { host: '', port: 0 };
    const told = this.told();
    const reachable = this.#forward !== undefined && !this.over;
    return {
      id: this.id,
      title: this.#spec.title,
      ...told,
      ...(reachable ? { url: urlOf(this.#spec, host, port) } : {}),
      page: this.#spec.path !== undefined,
      connections: counters?.open ?? 0,
      bytesUp: counters?.bytesUp ?? 0,
      bytesDown: counters?.bytesDown ?? 0,
      rateUp: this.#rate.up,
      rateDown: this.#rate.down,
      ...(this.#health === undefined ? {} : { health: this.#health.words }),
    };
  }

  told(): Told {
    const told = tell(this.state, this.#health, this.#around.clock.monotonic() - this.#since);
    if (this.#freePort === undefined || !this.#refused) return told;
    return { ...told, help: `p takes ${this.#freePort} instead` };
  }

  /** The port that was offered instead of the one in use, for those who cannot press a key. */
  get freePort(): number | undefined {
    return this.#refused ? this.#freePort : undefined;
  }

  #moved(): void {
    const { name } = this.state;
    this.#since = this.#around.clock.monotonic();
    if (name !== this.#named) {
      this.#named = name;
      const { state, why } = this.told();
      this.note(why === undefined ? state : `${state}: ${why}`);
      if (name === 'ready') void this.#ask();
      else this.#health = undefined;
    }
    this.#around.changed(this);
  }

  #isDue(now: number): boolean {
    if (this.#asking || this.#spec.health === undefined || this.state.name !== 'ready') return false;
    const counters = this.#forward?.counters;
    const bytes = (counters?.bytesUp ?? 0) + (counters?.bytesDown ?? 0);
    if (this.#health !== undefined && this.#health.verdict !== 'well')
      return this.#illTimes < ASK_ILL_TIMES && now - this.#askedAt >= ASK_ILL_MS;
    return bytes > this.#bytesAfterProbe && now - this.#askedAt >= ASK_WELL_MS;
  }

  async #ask(): Promise<void> {
    const { health } = this.#spec;
    const at = this.#forward?.address;
    if (this.#asking || health === undefined || at === undefined) return;
    this.#asking = true;
    this.#askedAt = this.#around.clock.monotonic();
    const found = await this.#around.probe(health, at);
    this.#asking = false;
    const counters = this.#forward?.counters;
    this.#bytesAfterProbe = (counters?.bytesUp ?? 0) + (counters?.bytesDown ?? 0);
    // What was asked of a session that is gone by now says nothing about the next.
    if (this.state.name !== 'ready') return;
    this.#illTimes = found.verdict === 'well' ? 0 : this.#illTimes + 1;
    if (found.words !== this.#health?.words) this.note(`health: ${found.words}`);
    this.#health = found;
    this.#around.changed(this);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(async () => {
      try {
        await work();
      } catch (error) {
        await this.#refuse(error);
      }
    });
    this.#turn = turn;
    return turn;
  }

  async #refuse(error: unknown): Promise<void> {
    this.#refused = error instanceof HubError ? error : asHubError(error);
    if (this.#refused.fields.code === 'port-in-use') this.#refused = await this.#nameOwner(this.#refused);
    this.note(`failed: ${this.#refused.fields.what}`);
    this.#named = 'failed';
    this.#around.changed(this);
  }

  async #nameOwner(error: HubError): Promise<HubError> {
    const { id, localPort } = this.#spec;
    const owner = await this.#around.ownerOf(localPort);
    this.#freePort = await this.#around.freePortFor(localPort);
    const by = owner === undefined ? 'another program' : `${owner.name} (pid ${owner.pid})`;
    return new HubError(
      {
        ...error.fields,
        what: `port ${localPort} is used by ${by}`,
        next: this.#freePort === undefined ? error.fields.next : [`--port ${id}=${this.#freePort}`],
      },
      { cause: error },
    );
  }
}

export function urlOf(spec: Pick<ForwardSpec, 'path'>, host: string, port: number): string {
  const shown = host === '127.0.0.1' || host === '::1' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  if (spec.path === undefined) return `${shown}:${port}`;
  return `http://${shown}:${port}${spec.path === '/' ? '' : spec.path}`;
}

/** What nobody foresaw is a bug of ours, told in the row; the others go on. */
function asHubError(error: unknown): HubError {
  const { body, exit } = errorBody('forward', error);
  return new HubError({ code: 'bug', who: 'bug', what: body.what, next: body.next, exit }, { cause: error });
}
