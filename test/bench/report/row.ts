/** One line of the report, and what decides whether it is good enough. */
import type { Compared } from '../measure/alternate.ts';

export interface Row {
  what: string;
  /** What it was compared with. */
  against: string;
  /** Milliseconds, or undefined for a row that is a yes or a no. */
  value?: number;
  peer?: number;
  ratio?: number;
  cpuRatio?: number;
  runs?: number;
  /** The ratio that may not be exceeded; undefined where none is set. */
  target?: number;
  verdict: 'met' | 'missed' | 'reported';
  /** What else a reader should know. */
  note?: string;
}

export function compared(
  what: string,
  against: string,
  { ours, peer, ratio, cpuRatio }: Compared,
  target?: number,
): Row {
  return {
    what,
    against,
    value: ours.ms,
    peer: peer.ms,
    ratio,
    ...(cpuRatio === undefined ? {} : { cpuRatio }),
    runs: ours.runs,
    ...(target === undefined ? {} : { target }),
    verdict: verdictOf(ratio, target),
  };
}

export function checked(what: string, against: string, wrong: readonly string[]): Row {
  return {
    what,
    against,
    verdict: wrong.length === 0 ? 'met' : 'missed',
    ...(wrong.length === 0 ? {} : { note: `found: ${wrong.join(', ')}` }),
  };
}

export const verdictOf = (ratio: number, target: number | undefined): Row['verdict'] =>
  target === undefined ? 'reported' : ratio <= target ? 'met' : 'missed';
