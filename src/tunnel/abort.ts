/** Waiting that can be given up. */

/** The work's outcome, or the signal's reason when that comes first; the work itself goes on and is nobody's any more. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    signal.throwIfAborted();
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Whoever gave up does not hear how it ended.
    work.catch(() => undefined);
  }
}
