/**
 * The same logical call, sent again because its answer got lost on the way, gets the same answer instead of a
 * second effect. Owns the memory of recent answers; only successes are remembered, so that a refused call is tried
 * again for real.
 */
import type { Answer } from './answer.ts';
import { type Call, formOf, jsonOf } from './call.ts';

const REMEMBERED = 512;
const LARGEST = 1_000_000;

interface Replayed {
  answer: Answer;
  replayed: boolean;
}

export class ReplayMemory {
  readonly #answers = new Map<string, Answer>();
  readonly #inFlight = new Map<string, Promise<Answer>>();

  /** Runs the call, or gives the answer its earlier attempt had or is about to have. */
  async once(call: Call, run: () => Promise<Answer>): Promise<Replayed> {
    const id = call.invocation;
    if (id === undefined || call.method === 'GET' || call.method === 'HEAD') {
      return { answer: await run(), replayed: false };
    }
    if (call.attempt > 1) {
      const earlier = this.#answers.get(id) ?? (await this.#settled(id));
      if (earlier) return { answer: earlier, replayed: true };
    }
    const running = run();
    this.#inFlight.set(id, running);
    try {
      const answer = await running;
      this.#remember(id, answer);
      return { answer, replayed: false };
    } finally {
      if (this.#inFlight.get(id) === running) this.#inFlight.delete(id);
    }
  }

  /**
   * Forgets one call, so that its next attempt is a call of its own: what a fault after the effect needs. A call that
   * carries a token of its own is not forgotten: AWS answers its repetition with the first one's effect.
   */
  forget(call: Call): void {
    if (call.invocation !== undefined && !hasToken(call)) this.#answers.delete(call.invocation);
  }

  /** The answer of an attempt that is still running, once it has one; its failure is the first caller's to report. */
  async #settled(id: string): Promise<Answer | undefined> {
    const running = this.#inFlight.get(id);
    if (!running) return undefined;
    try {
      const answer = await running;
      return isSuccess(answer) ? answer : undefined;
    } catch {
      return undefined;
    }
  }

  #remember(id: string, answer: Answer): void {
    if (!isSuccess(answer) || answer.body.length > LARGEST) return;
    this.#answers.set(id, answer);
    const oldest = this.#answers.keys().next().value;
    if (this.#answers.size > REMEMBERED && oldest !== undefined) this.#answers.delete(oldest);
  }
}

function isSuccess(answer: Answer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/** The services' own promise of one effect for one token. Route 53's CallerReference makes no such promise. */
function hasToken(call: Call): boolean {
  if (formOf(call).has('ClientToken')) return true;
  const body = call.target === undefined ? {} : jsonOf(call);
  return ['ClientToken', 'clientToken', 'ClientRequestToken', 'IdempotencyToken'].some(
    (name) => typeof body[name] === 'string',
  );
}
