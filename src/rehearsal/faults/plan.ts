/**
 * The plan of faults of a running stand-in: asked before each call, told of each answer. Owns how often each call came
 * and where identifiers came from; what strikes is drawn by `draw.ts`.
 */
import type { Answer } from '../gateway/answer.ts';
import { type Call, operationOf } from '../gateway/call.ts';
import type { Fault } from '../gateway/faults.ts';
import { speaksJson } from '../gateway/protocol/errors.ts';
import { answerOf } from './codes.ts';
import { draw, type Occasion, strikes } from './draw.ts';
import { KnownIds, resourceKey } from './resource-key.ts';
import { type FaultSpec, faultsText } from './spec.ts';

const READS = /^(?:Describe|List|Get|Head|Search|Batch(?:Get|Check)|Simulate|Lookup)/;

export class FaultPlan {
  #spec: FaultSpec | undefined;
  readonly #times = new Map<string, number>();
  readonly #occasions = new WeakMap<Call, Occasion>();
  readonly #ids = new KnownIds();

  get text(): string {
    return faultsText(this.#spec);
  }

  /** From the next call on; undefined turns faults off. How often a call came before still counts. */
  use(spec: FaultSpec | undefined): void {
    this.#spec = spec;
  }

  faultFor(call: Call): Fault | undefined {
    const spec = this.#spec;
    // What an operator asks with the aws command line is no part of the rehearsal.
    if (spec === undefined || call.headers['user-agent']?.startsWith('aws-cli/') === true) return undefined;
    const occasion = this.#occasion(call);
    if (!strikes(spec, occasion)) return undefined;
    const late = spec.latencyMs > 0 ? { delayMs: spec.latencyMs } : {};
    const drawn = draw(spec, occasion);
    if (drawn === undefined)
      return spec.latencyMs > 0 ? { kind: 'delay', ms: spec.latencyMs, injected: 'latency' } : undefined;
    const injected = { injected: drawn.kind, ...late };
    if (drawn.kind === 'drop-before' || drawn.kind === 'drop-after') return { kind: drawn.kind, ...injected };
    return { kind: 'answer', ...answerOf(drawn.kind, occasion.service, speaksJson(call), drawn.variant), ...injected };
  }

  /** What a successful change answered: identifiers in it belong to that change. */
  answered(call: Call, answer: Answer): void {
    const occasion = this.#occasions.get(call);
    if (occasion === undefined || answer.status >= 300 || isRead(call)) return;
    this.#ids.learn(JSON.stringify(occasion), answer.body.toString('utf8'));
  }

  #occasion(call: Call): Occasion {
    const service = call.service ?? 'unsigned';
    const operation = byName(call) ? operationOf(call) : call.method;
    const key = resourceKey(call, this.#ids);
    const which = `${service} ${operation} ${key}`;
    const n = this.#times.get(which) ?? 0;
    this.#times.set(which, n + 1);
    const occasion = { service, operation, key, n };
    this.#occasions.set(call, occasion);
    return occasion;
  }
}

/** REST calls have no name of their own: the method stands for it, and the key holds the path. */
const byName = (call: Call): boolean => call.target !== undefined || call.action !== undefined;

const isRead = (call: Call): boolean =>
  byName(call) ? READS.test(operationOf(call)) : call.method === 'GET' || call.method === 'HEAD';
