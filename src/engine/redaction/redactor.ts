/**
 * The registry of secrets of a run and the pass that removes them from text and events. Every secret is replaced by its
 * label in brackets, so that a reader knows what stood there.
 */
import { WholeLines } from '../events/whole-lines.ts';
import { Secret } from '../secret.ts';
import { MIN_SHAPE, shapesOf } from './encodings.ts';
import { ByteSearch, WordSearch } from './search.ts';

/** A stretch of text that goes; overlapping shapes (a secret within its own quoting) are one. */
export interface Span {
  start: number;
  end: number;
  label: string;
}

export class Redactor {
  readonly #secrets = new Map<string, string>();
  #search: WordSearch | undefined;
  #inBytes: ByteSearch | undefined;
  #labels: string[] = [];
  #longest = 0;
  #stale = false;

  /**
   * From now on no text carries it, in any shape. A secret under six characters cannot be told from ordinary text and
   * is left out: answers false for one, so that the caller can refuse it.
   */
  add(secret: Secret | string, label = 'secret'): boolean {
    const value = typeof secret === 'string' ? secret : secret.reveal();
    if (value.length < MIN_SHAPE) return false;
    if (this.#secrets.has(value)) return true;
    this.#secrets.set(value, typeof secret === 'string' ? label : secret.label);
    this.#stale = true;
    return true;
  }

  /** What is registered, to hand to a holder (on its standard input, never in argv). */
  secrets(): { label: string; value: string }[] {
    return [...this.#secrets].map(([value, label]) => ({ value, label }));
  }

  /** Length of the longest shape, characters: how much of a stream's end cannot be judged yet. */
  get longest(): number {
    this.#rebuild();
    return this.#longest;
  }

  redactText(text: string): string {
    const spans = this.spans(text);
    if (spans.length === 0) return text;
    let out = '';
    let at = 0;
    for (const span of spans) {
      out += `${text.slice(at, span.start)}[${span.label}]`;
      at = span.end;
    }
    return out + text.slice(at);
  }

  /** The very same lines when none of them carries a secret. */
  redactLines(lines: WholeLines): WholeLines {
    this.#rebuild();
    return this.#inBytes?.isIn(lines.bytes) ? WholeLines.of(this.redactText(lines.text)) : lines;
  }

  /** What must go from a text, by position, without overlaps. */
  spans(text: string): Span[] {
    this.#rebuild();
    const found = this.#search?.find(text) ?? [];
    if (found.length === 0) return [];
    found.sort((a, b) => a.start - b.start || b.end - a.end);
    const spans: Span[] = [];
    for (const hit of found) {
      const last = spans.at(-1);
      if (last && hit.start < last.end) last.end = Math.max(last.end, hit.end);
      else spans.push({ start: hit.start, end: hit.end, label: this.#labels[hit.word] as string });
    }
    return spans;
  }

  /** A copy of an event (or any plain value) with every text in it redacted, names of fields included. */
  redactEvent<E>(event: E): E {
    return this.#secrets.size === 0 ? event : (this.#deep(event) as E);
  }

  #deep(value: unknown): unknown {
    if (typeof value === 'string') return this.redactText(value);
    if (value instanceof Secret) return value.toString();
    if (Array.isArray(value)) return value.map((item) => this.#deep(item));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.redactText(key), this.#deep(item)]));
    return value;
  }

  #rebuild(): void {
    if (!this.#stale) return;
    this.#stale = false;
    const words = new Map<string, string>();
    for (const [value, label] of this.#secrets)
      for (const shape of shapesOf(value)) if (!words.has(shape)) words.set(shape, label);
    this.#labels = [...words.values()];
    this.#search = new WordSearch([...words.keys()]);
    this.#inBytes = new ByteSearch([...words.keys()].map((word) => Buffer.from(word, 'utf8')));
    this.#longest = Math.max(0, ...[...words.keys()].map((shape) => shape.length));
  }
}

export function createRedactor(secrets: readonly Secret[] = []): Redactor {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor;
}
