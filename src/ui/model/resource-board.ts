/**
 * What Terraform is doing to each resource, with honest totals: only creates, updates, deletes and replaces count
 * as changes; imports and forgets have counts of their own; reads, moves and no-ops count nowhere.
 */
import type { EventOf, ResourceAction } from '../../engine/events/types.ts';

export interface ResourceRow {
  address: string;
  action: ResourceAction;
  state: 'running' | 'done' | 'failed';
  /** Monotonic milliseconds when it was first seen. */
  startedAt: number;
  /** Final duration, once finished. */
  ms?: number;
}

const CHANGES: ReadonlySet<ResourceAction> = new Set(['create', 'update', 'delete', 'replace']);
/** Finished rows worth keeping for the eye; the counts are kept apart and lose nothing. */
const KEPT = 200;

export class ResourceBoard {
  readonly #running = new Map<string, ResourceRow>();
  readonly #finished = new Map<string, 'done' | 'failed'>();
  readonly #recent: ResourceRow[] = [];
  readonly #failures: ResourceRow[] = [];
  #done = 0;
  #failed = 0;
  #planned = 0;
  #imported = 0;
  #forgotten = 0;

  fold(event: EventOf<'resource'>, now: number): void {
    const key = `${event.action} ${event.address}`;
    switch (event.state) {
      case 'planned':
        if (CHANGES.has(event.action)) this.#planned += event.action === 'replace' ? 2 : 1;
        return;
      case 'started':
      case 'progress':
        this.#start(key, event, now);
        return;
      case 'done':
      case 'failed':
        this.#finish(key, event, now);
    }
  }

  #start(key: string, event: EventOf<'resource'>, now: number): void {
    const known = this.#running.get(key);
    if (known) return;
    const startedAt = now - (event.ms ?? 0);
    this.#running.set(key, { address: event.address, action: event.action, state: 'running', startedAt });
  }

  #finish(key: string, event: EventOf<'resource'>, now: number): void {
    const state = event.state === 'failed' ? 'failed' : 'done';
    const began = this.#running.get(key);
    this.#running.delete(key);
    const ms = event.ms ?? (began ? now - began.startedAt : 0);
    const row: ResourceRow = { address: event.address, action: event.action, state, startedAt: now - ms, ms };
    // Seen before: a tool that was attached to again tells its story from the start.
    if (this.#finished.get(key) === state) return;
    this.#finished.set(key, state);
    if (event.action === 'import') this.#imported += 1;
    else if (event.action === 'forget') this.#forgotten += 1;
    if (state === 'failed') {
      this.#failures.push(row);
      if (CHANGES.has(event.action)) this.#failed += 1;
      return;
    }
    if (CHANGES.has(event.action)) this.#done += 1;
    if (event.action === 'read' || event.action === 'no-op') return;
    this.#recent.push(row);
    if (this.#recent.length > KEPT) this.#recent.shift();
  }

  /** Whether there is anything to draw rows for. */
  get active(): boolean {
    return this.#running.size > 0 || this.#recent.length > 0 || this.#failures.length > 0;
  }

  get counts(): {
    done: number;
    failed: number;
    running: number;
    planned: number;
    imported: number;
    forgotten: number;
  } {
    const running = [...this.#running.values()].filter((r) => CHANGES.has(r.action)).length;
    return {
      done: this.#done,
      failed: this.#failed,
      running,
      planned: this.#planned,
      imported: this.#imported,
      forgotten: this.#forgotten,
    };
  }

  /** At most `height` rows: failures, then what runs (longest first), then what finished last. */
  rows(height: number): { rows: ResourceRow[]; hidden: number } {
    const failures = this.#failures.slice(-Math.max(1, Math.floor(height / 2)));
    const running = [...this.#running.values()].sort((a, b) => a.startedAt - b.startedAt);
    const first = [...failures, ...running];
    const fits = first.length > height ? Math.max(0, height - 1) : first.length;
    const hidden = first.length - fits;
    const room = Math.max(0, height - fits - (hidden > 0 ? 1 : 0));
    const recent = room > 0 ? this.#recent.slice(-room).reverse() : [];
    return { rows: [...first.slice(0, fits), ...recent], hidden };
  }

  /** When the phase ends nothing runs any more, whatever the tool forgot to say. */
  settle(): void {
    this.#running.clear();
  }
}
