/**
 * The seam for injected faults: what can go wrong between a client and AWS, as data. Owns the kinds and nothing
 * that decides when; a fault plan gives the gateway a `faultFor`.
 */
import type { Call } from './call.ts';

export type Fault = FaultEffect & {
  /** The kind under which it counts in the summary of a rehearsal; absent for a test's own. */
  injected?: string;
  /** Before anything else, milliseconds. */
  delayMs?: number;
};

type FaultEffect =
  /** AWS answers this instead of doing anything. */
  | { kind: 'answer'; status: number; code: string; message: string }
  /** The connection breaks before AWS did anything. */
  | { kind: 'drop-before' }
  /** AWS does it, and the connection breaks before the answer arrives: the effect is there, its id is not. */
  | { kind: 'drop-after' }
  /** The answer comes, but this many milliseconds later. */
  | { kind: 'delay'; ms: number };

export type FaultFor = (call: Call) => Fault | undefined;
