/**
 * The event types, for everybody who emits or draws events. Types only: importing this costs nothing at run time.
 */
import type { z } from 'zod';
import type { anyEvent, level, planChange, planCost, resourceAction } from './schema.ts';
import type { WholeLines } from './whole-lines.ts';

export type HubEvent = z.infer<typeof anyEvent>;
export type EventType = HubEvent['type'];
export type EventOf<T extends EventType> = Extract<HubEvent, { type: T }>;
export type Level = z.infer<typeof level>;
export type PlanCost = z.infer<typeof planCost>;
export type PlanChange = z.infer<typeof planChange>;
export type ResourceAction = z.infer<typeof resourceAction>;

/**
 * Many `log` events of one tool that came together: as single events they would cost more than all else a run does.
 * `seq` is that of the first line.
 */
export interface LogLines {
  run: string;
  phase: string;
  stream: EventOf<'log'>['stream'];
  time: string;
  seq: number;
  lines: WholeLines;
}

/** What an emitter writes: the engine adds `v`, `seq`, `time` and `run`. */
type WithoutEnvelope<E> = E extends unknown ? Omit<E, 'v' | 'seq' | 'time' | 'run'> : never;
export type EventBody = WithoutEnvelope<HubEvent>;
