/**
 * Redaction of text that arrives in chunks. Whole lines pass at once (no shape holds a line break); of an unfinished
 * line, what is shorter than the longest shape waits. The result is the same however the text was cut.
 */
import { Transform } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Redactor } from './redactor.ts';

export class StreamRedactor {
  readonly #redactor: Redactor;
  #tail = '';
  /** Characters at the start of the tail that were replaced already. */
  #covered = 0;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** The redacted text that is safe to write now; may be empty. */
  push(chunk: string): string {
    const text = this.#tail + chunk;
    const unfinished = Math.max(0, text.length - Math.max(0, this.#redactor.longest - 1));
    return this.#pass(text, wholeCharacter(text, Math.max(text.lastIndexOf('\n') + 1, unfinished)));
  }

  /** The rest. */
  end(): string {
    return this.#pass(this.#tail, this.#tail.length);
  }

  /** Passes what stands before `cut` and keeps the rest. A span that crosses the cut is replaced now, once. */
  #pass(text: string, cut: number): string {
    let out = '';
    let at = this.#covered;
    for (const span of this.#redactor.spans(text)) {
      if (span.start >= cut && span.start >= at) break;
      if (span.start >= at) out += `${text.slice(at, span.start)}[${span.label}]`;
      at = Math.max(at, span.end);
    }
    out += text.slice(Math.min(at, cut), cut);
    this.#tail = text.slice(cut);
    this.#covered = Math.max(0, at - cut);
    return out;
  }
}

/** A transform for bytes in UTF-8; what leaves it carries no registered secret, also one that is registered later on. */
export function createRedactingStream(redactor: Redactor): Transform {
  const decoder = new StringDecoder('utf8');
  const stream = new StreamRedactor(redactor);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, stream.push(decoder.write(chunk)));
    },
    flush(done) {
      done(null, stream.push(decoder.end()) + stream.end());
    },
  });
}

/** Never between the two halves of one character. */
function wholeCharacter(text: string, cut: number): number {
  if (cut === 0 || cut >= text.length) return cut;
  const before = text.charCodeAt(cut - 1);
  return before >= 0xd800 && before <= 0xdbff ? cut - 1 : cut;
}
