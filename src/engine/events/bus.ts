/**
 * Where every event passes once: it gets its envelope, loses its secrets, and fans out to the sinks in order
 * (journal first, so that what a person saw is on disk). Never throws into the emitter for a host's sake.
 */
import type { Clock } from '../clock.ts';
import type { EventBody, HubEvent, LogLines } from './types.ts';
import type { WholeLines } from './whole-lines.ts';

export interface EventSink {
  write(event: HubEvent): void;
  /** The same for many log lines at once. */
  lines(lines: LogLines): void;
}

export interface BusOptions {
  run: string;
  clock: Clock;
  /** Removes registered secrets from a whole event. */
  redact: (event: HubEvent) => HubEvent;
  /** The same for lines of a tool. */
  redactLines: (lines: WholeLines) => WholeLines;
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
    for (const sink of sinks) sink.write(event);
    return event;
  }

  /** Lines of a tool; every one counts as one event. */
  lines(body: Pick<LogLines, 'phase' | 'stream' | 'lines'>): void {
    const { run, clock, redactLines, sinks } = this.#options;
    const lines = redactLines(body.lines);
    const { count } = lines;
    if (count === 0) return;
    const together: LogLines = { ...body, run, time: clock.now().toISOString(), seq: this.#seq, lines };
    this.#seq += count;
    for (const sink of sinks) sink.lines(together);
  }
}
