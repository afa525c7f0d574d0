/**
 * Terraform's messages → events of a run. Remembers what a single line cannot tell: when an operation started, how many
 * are done, and which failed address an error without an address belongs to. Emits nothing by itself.
 */
import { strikesEverything } from '../../engine/errors/catalogue/index.ts';
import type { EventBody, ResourceAction } from '../../engine/events/types.ts';
import { type DiagnosticContext, errorOfDiagnostic, isEcho } from './diagnostics.ts';
import type { TfApplyMessage, TfDiagnostic, TfMessage, TfOutput } from './message.ts';

export interface TranslateOptions extends Pick<DiagnosticContext, 'env' | 'rehearsal'> {
  /** Operations this apply will do, when the plan is known from elsewhere; a replacement counts twice. */
  total?: number;
}

interface Running {
  at: number | undefined;
  id: string | undefined;
}

/** Operations that a planned change takes in an apply. A stream that plans and applies in one go tells its own total. */
const OPERATIONS: Record<string, number> = { create: 1, update: 1, delete: 1, replace: 2 };

/** Terraform's word for an action in ours; a word that is not known counts as `no-op`. */
export function actionOf(word: string): ResourceAction {
  if (word === 'remove') return 'forget';
  const ours: ResourceAction[] = ['create', 'update', 'delete', 'replace', 'read', 'import', 'forget', 'move'];
  return ours.find((a) => a === word) ?? 'no-op';
}

export class TfTranslator {
  readonly #phase: string;
  readonly #context: DiagnosticContext;
  readonly #running = new Map<string, Running>();
  /** Addresses that failed and have no reason yet, with the id they had. */
  readonly #failed = new Map<string, string | undefined>();
  #total: number | undefined;
  /** Operations the stream itself announced. */
  #planned = 0;
  #done = 0;
  #refreshed = 0;

  readonly #told: TfDiagnostic[] = [];
  readonly #echoes: TfDiagnostic[] = [];
  /** Failures that strike everything and were told: a lost network is one error, not one a resource. */
  readonly #toldOnce = new Set<string>();
  /** Addresses that changed outside Terraform, as the stream tells; unfiltered, see the plan model for what matters. */
  readonly drift: { address: string; action: string }[] = [];
  outputs: Record<string, TfOutput> = {};
  summary: Extract<TfMessage, { type: 'change_summary' }> | undefined;

  constructor(phase: string, options: TranslateOptions = {}) {
    this.#phase = phase;
    const { total, ...context } = options;
    this.#context = context;
    this.#total = total;
  }

  /** Everything Terraform complained of, what an interrupt only echoed last: the first error is the cause. */
  get diagnostics(): TfDiagnostic[] {
    return [...this.#told, ...this.#echoes];
  }

  push(m: TfMessage): EventBody[] {
    const events = this.#structured(m);
    return [...this.#log(m), ...events];
  }

  /** What is left when the stream is closed: failures whose reason never came. */
  end(): EventBody[] {
    const unexplained = [...this.#failed.keys()];
    this.#failed.clear();
    return unexplained.map((address) => ({
      type: 'error',
      phase: this.#phase,
      code: 'terraform-failed',
      who: 'tool',
      what: `${address} failed and Terraform gave no reason`,
      next: ['read the log of this phase'],
      tool: 'terraform',
      address,
    }));
  }

  #structured(m: TfMessage): EventBody[] {
    const phase = this.#phase;
    switch (m.type) {
      case 'planned_change': {
        const action = actionOf(m.change.action);
        this.#planned += OPERATIONS[m.change.action] ?? 0;
        return [{ type: 'resource', phase, address: m.change.resource.addr, action, state: 'planned' }];
      }
      case 'resource_drift':
        this.drift.push({ address: m.change.resource.addr, action: m.change.action });
        return [];
      case 'apply_start': {
        this.#running.set(keyOf(m), { at: m.at, id: m.id });
        return [this.#resource(m, 'started')];
      }
      case 'apply_progress':
        return [this.#resource(m, 'progress', this.#elapsed(m))];
      case 'apply_complete': {
        const ms = this.#elapsed(m);
        this.#running.delete(keyOf(m));
        const row = this.#resource(m, 'done', ms);
        if (m.action === 'read') return [row];
        this.#done += 1;
        return [row, this.#progress(this.#done, this.#total ?? this.#planned, m.resource.addr)];
      }
      case 'apply_errored': {
        const ms = this.#elapsed(m);
        const id = m.id ?? this.#running.get(keyOf(m))?.id;
        this.#running.delete(keyOf(m));
        this.#failed.set(m.resource.addr, id);
        return [this.#resource(m, 'failed', ms)];
      }
      case 'refresh_complete':
        this.#refreshed += 1;
        return [this.#progress(this.#refreshed, undefined, `refreshed ${m.resource.addr}`)];
      case 'change_summary':
        this.summary = m;
        return [];
      case 'outputs':
        this.outputs = m.outputs;
        return [];
      case 'diagnostic':
        return this.#diagnostic(m.diagnostic);
      default:
        return [];
    }
  }

  #diagnostic(d: TfDiagnostic): EventBody[] {
    if (d.severity === 'warning') {
      this.#told.push(d);
      return [{ type: 'warning', phase: this.#phase, code: 'tf-warning', what: oneLine(d) }];
    }
    // Errors of a destroy carry no address; the failed operation is recognised by its id in the text.
    const address = d.address ?? this.#addressFor(d);
    const told: TfDiagnostic = address === undefined ? d : { ...d, address };
    (isEcho(d) ? this.#echoes : this.#told).push(told);
    if (address !== undefined) this.#failed.delete(address);
    if (isEcho(d) && address === undefined) return [];
    const { fields } = errorOfDiagnostic(told, this.#context);
    if (strikesEverything(fields.code)) {
      if (this.#toldOnce.has(fields.code)) return [];
      this.#toldOnce.add(fields.code);
    }
    return [
      {
        type: 'error',
        phase: this.#phase,
        code: fields.code,
        who: fields.who,
        what: fields.what,
        ...(fields.cause === undefined ? {} : { cause: fields.cause }),
        next: fields.next,
        tool: 'terraform',
        ...(address === undefined ? {} : { address }),
      },
    ];
  }

  #addressFor(d: TfDiagnostic): string | undefined {
    const text = `${d.summary}\n${d.detail}`;
    for (const [address, id] of this.#failed) if (id !== undefined && id !== '' && text.includes(id)) return address;
    if (this.#failed.size === 1 && !isEcho(d)) return [...this.#failed.keys()][0];
    return undefined;
  }

  /** Milliseconds by the stream's own times, which are finer than Terraform's whole seconds. */
  #elapsed(m: TfApplyMessage): number | undefined {
    const started = this.#running.get(keyOf(m))?.at;
    if (started !== undefined && m.at !== undefined && m.at >= started) return m.at - started;
    return m.elapsedSeconds === undefined ? undefined : m.elapsedSeconds * 1000;
  }

  #resource(m: TfApplyMessage, state: 'started' | 'progress' | 'done' | 'failed', ms?: number): EventBody {
    return {
      type: 'resource',
      phase: this.#phase,
      address: m.resource.addr,
      action: actionOf(m.action),
      state,
      ...(ms === undefined ? {} : { ms }),
      ...(m.id === undefined ? {} : { id: m.id }),
    };
  }

  #progress(done: number, total: number | undefined, what: string): EventBody {
    return {
      type: 'phase-progress',
      phase: this.#phase,
      done,
      ...(total === undefined || total === 0 ? {} : { total: Math.max(total, done) }),
      what,
    };
  }

  #log(m: TfMessage): EventBody[] {
    const words =
      m.type === 'diagnostic' ? [m.message, m.diagnostic.detail].filter((t) => t !== '').join('\n') : m.message;
    return words
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => ({ type: 'log', phase: this.#phase, stream: 'stdout', line }));
  }
}

/** A translator for one phase; push every message of its stream, then call `end`. */
export const toHubEvents = (phase: string, options: TranslateOptions = {}): TfTranslator =>
  new TfTranslator(phase, options);

/** A replacement deletes and creates one address: the action keeps the two apart. */
const keyOf = (m: { resource: { addr: string }; action: string }): string => `${m.action} ${m.resource.addr}`;

function oneLine(d: TfDiagnostic): string {
  const said = d.detail === '' ? d.summary : `${d.summary}: ${d.detail}`;
  const flat = said.replace(/\s+/g, ' ').trim();
  return flat.length > 400 ? `${flat.slice(0, 399)}…` : flat;
}
