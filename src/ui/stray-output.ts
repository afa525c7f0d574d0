/**
 * Holds back what a library or Node itself writes to stderr while the screen is up (a deprecation warning would tear a
 * line out of it), and lets it go afterwards. Only for a stderr that is the same terminal; a redirected one is left alone.
 */

const MOST_CHARACTERS = 65_536;

export interface StrayOutput {
  /** Gives stderr back and writes what was held. */
  release(): void;
}

export function holdStrayOutput(stderr: NodeJS.WriteStream): StrayOutput {
  if (!stderr.isTTY) return { release: () => undefined };
  const original = stderr.write;
  let held = '';
  stderr.write = ((chunk: string | Uint8Array, encoding?: unknown, callback?: unknown): boolean => {
    held = (held + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())).slice(-MOST_CHARACTERS);
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') queueMicrotask(() => done());
    return true;
  }) as typeof stderr.write;
  return {
    release: () => {
      stderr.write = original;
      if (held !== '') stderr.write(held);
      held = '';
    },
  };
}
