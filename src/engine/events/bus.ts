/**
 * Where every event passes once: it gets its envelope, loses its secrets, and fans out to the sinks in order
 * (journal first, so that what a person saw is on disk). Never throws into the emitter for a host's sake.
 */
import type { Clock } from '../clock.ts';
import type { EventBody, HubEvent } from './types.ts';

export type EventSink = (event: HubEvent) => void;

export interface BusOptions {
  run: string;
  clock: Clock;
  /** Removes registered secrets from a whole event. */
  redact: (event: HubEvent) => HubEvent;
  sinks: EventSink[];
  /** The sequence number to continue from, when a run is resumed. */
  firstSeq?: number;
}

export class EventBus {
  #seq: number;
  readonly #options: BusOptions;

  constructor(options: BusOptions) {
    this.#options = options;
    this.#seq = options.firstSeq ?? 0;
  }

  emit(body: EventBody): HubEvent {
    const { run, clock, redact, sinks } = this.#options;
    const event = redact({ v: 1, seq: this.#seq++, time: clock.now().toISOString(), run, ...body } as HubEvent);
    for (const sink of sinks) sink(event);
    return event;
  }
}
