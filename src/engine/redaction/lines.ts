/**
 * Redaction of a stream that arrives in chunks: whole lines are redacted and passed on, the last piece waits for its
 * end. No shape of a secret holds a line break, so none can hide across two lines; a very long line passes in pieces
 * that overlap by the longest shape.
 */
import type { Secret } from '../secret.ts';
import { shapesOf } from './encodings.ts';
import { createRedactor } from './redactor.ts';

const LONG_LINE = 1024 * 1024;

export interface LineRedactor {
  /** The redacted text that is safe to write now; may be empty. */
  push(chunk: string): string;
  /** The rest. */
  end(): string;
}

export function createLineRedactor(secrets: readonly Secret[]): LineRedactor {
  const redactor = createRedactor(secrets);
  const longest = Math.max(0, ...secrets.flatMap((secret) => shapesOf(secret.reveal()).map((shape) => shape.length)));
  let rest = '';
  return {
    push(chunk) {
      rest += chunk;
      const cut = rest.lastIndexOf('\n') + 1;
      if (cut > 0) {
        const whole = rest.slice(0, cut);
        rest = rest.slice(cut);
        return redactor.redactText(whole);
      }
      if (rest.length < LONG_LINE) return '';
      // Redact all of it, then keep back as much of the original as a shape could still need.
      const keep = rest.slice(rest.length - longest);
      const safe = redactor.redactText(rest.slice(0, rest.length - longest) + keep);
      const tail = redactor.redactText(keep);
      if (!safe.endsWith(tail)) return '';
      rest = keep;
      return safe.slice(0, safe.length - tail.length);
    },
    end() {
      const last = redactor.redactText(rest);
      rest = '';
      return last;
    },
  };
}
