/** NDJSON: every event as it is, one object a line, on stdout. Asks nothing: questions are answered by flags. */
import { eventsOf } from '../../engine/events/log-lines.ts';
import type { Host } from '../../engine/port.ts';
import { Output } from './output.ts';

export function createJsonHost(stdout: NodeJS.WritableStream): Host {
  const out = new Output(stdout);
  return {
    notify: (event) => out.write(`${JSON.stringify(event)}\n`),
    lines: (lines) =>
      out.write(
        eventsOf(lines)
          .map((event) => `${JSON.stringify(event)}\n`)
          .join(''),
      ),
    room: () => out.room(),
    request: async () => ({ yes: false, by: 'no terminal (--json)' }),
    close: () => out.drained(),
  };
}
