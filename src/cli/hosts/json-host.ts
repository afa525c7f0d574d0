/** NDJSON: every event as it is, one object a line, on stdout. Asks nothing: questions are answered by flags. */
import type { Host } from '../../engine/port.ts';

export function createJsonHost(stdout: NodeJS.WritableStream): Host {
  return {
    notify: (event) => void stdout.write(`${JSON.stringify(event)}\n`),
    request: async () => ({ yes: false, by: 'no terminal (--json)' }),
    close: () => drained(stdout),
  };
}

/** Resolves when everything written so far has left the process. */
export const drained = (stream: NodeJS.WritableStream): Promise<void> =>
  new Promise((resolve) => {
    stream.write('', () => resolve());
  });
