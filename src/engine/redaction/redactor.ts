/**
 * The registry of secrets of a run and the pass that removes them from text and events. Every secret is replaced by its
 * label in brackets, so that a reader knows what stood there.
 */
import { Secret } from '../secret.ts';
import { Automaton } from './automaton.ts';
import { shapesOf } from './encodings.ts';

export class Redactor {
  readonly #secrets = new Map<string, string>();
  #automaton: Automaton | undefined;
  #labels: string[] = [];
  #stale = false;

  /** From now on no text carries it. A secret under six characters is too short to be told from ordinary text and is left out. */
  add(secret: Secret): void {
    const value = secret.reveal();
    if (value === '' || this.#secrets.has(value)) return;
    this.#secrets.set(value, secret.label);
    this.#stale = true;
  }

  /** What is registered, to hand to a holder (on its standard input, never in argv). */
  secrets(): { label: string; value: string }[] {
    return [...this.#secrets].map(([value, label]) => ({ value, label }));
  }

  redactText(text: string): string {
    if (this.#stale) this.#rebuild();
    const found = this.#automaton?.find(text) ?? [];
    if (found.length === 0) return text;
    found.sort((a, b) => a.start - b.start || b.end - a.end);
    let out = '';
    let at = 0;
    for (let i = 0; i < found.length; ) {
      const first = found[i] as (typeof found)[number];
      let end = first.end;
      // Overlapping shapes (a secret within its own quoting, two secrets side by side) go as one.
      for (i += 1; i < found.length && (found[i] as typeof first).start < end; i += 1)
        end = Math.max(end, (found[i] as typeof first).end);
      out += `${text.slice(at, first.start)}[${this.#labels[first.word]}]`;
      at = end;
    }
    return out + text.slice(at);
  }

  /** A copy of an event (or any plain value) with every text in it redacted; keys are left as they are. */
  redactEvent<E>(event: E): E {
    return this.#secrets.size === 0 ? event : (this.#deep(event) as E);
  }

  #deep(value: unknown): unknown {
    if (typeof value === 'string') return this.redactText(value);
    if (value instanceof Secret) return value.toString();
    if (Array.isArray(value)) return value.map((item) => this.#deep(item));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#deep(item)]));
    return value;
  }

  #rebuild(): void {
    this.#stale = false;
    const words = new Map<string, string>();
    for (const [value, label] of this.#secrets)
      for (const shape of shapesOf(value)) if (!words.has(shape)) words.set(shape, label);
    this.#labels = [...words.values()];
    this.#automaton = new Automaton([...words.keys()]);
  }
}

export function createRedactor(secrets: readonly Secret[] = []): Redactor {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor;
}
