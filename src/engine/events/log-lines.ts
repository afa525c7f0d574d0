/** Log lines that came together, for those who want them one by one. Pure. */
import type { EventOf, LogLines } from './types.ts';
import type { WholeLines } from './whole-lines.ts';

/** The texts of the lines, without their line feeds. */
export const linesOf = ({ text }: WholeLines): string[] => text.slice(0, -1).split('\n');

export const eventsOf = ({ lines, seq, time, run, phase, stream }: LogLines): EventOf<'log'>[] =>
  linesOf(lines).map((line, i) => ({ v: 1, seq: seq + i, time, run, type: 'log', phase, stream, line }));
