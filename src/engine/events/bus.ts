/**
 * Where every event passes once: it gets its envelope, loses its secrets, and fans out to the sinks in order
 * (journal first, so that what a person saw is on disk). Never throws into the emitter for a host's sake.
 */
import type { Clock } from '../clock.ts';
import { countLines } from './log-lines.ts';
import type { EventBody, HubEvent, LogLines } from './types.ts';

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
  /** The same for whole lines of text. */
  redactText: (text: string) => string;
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

  /** Whole lines of a tool; every one counts as one event. */
  lines(body: Pick<LogLines, 'phase' | 'stream' | 'text'>): void {
    const { run, clock, redactText, sinks } = this.#options;
    const text = redactText(body.text);
    if (text === '') return;
    const count = countLines(text);
    const lines: LogLines = { ...body, run, time: clock.now().toISOString(), seq: this.#seq, text, count };
    this.#seq += count;
    for (const sink of sinks) sink.lines(lines);
  }
}
