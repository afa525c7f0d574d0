/** Log lines that came together, for those who want them one by one. Pure. */
import type { EventOf, LogLines } from './types.ts';

/** How many lines a text of whole lines has. */
export function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** The texts of the lines, without their line feeds. */
export const linesOf = ({ text }: Pick<LogLines, 'text'>): string[] => text.slice(0, -1).split('\n');

export const eventsOf = (lines: LogLines): EventOf<'log'>[] =>
  linesOf(lines).map((line, i) => ({
    v: 1,
    seq: lines.seq + i,
    time: lines.time,
    run: lines.run,
    type: 'log',
    phase: lines.phase,
    stream: lines.stream,
    line,
  }));
