/**
 * The record of what was called: one JSON line a call, and counters for the summary. Owns the files in the daemon's
 * folder; never writes a body or a header, so that no secret reaches the disk.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { DENIED_FILE, type Denied } from '../iam/denied.ts';
import type { Gap } from './gaps.ts';

export interface CallRecord {
  time: string;
  service: string;
  operation: string;
  region?: string;
  status: number;
  ms: number;
  attempt: number;
  /** Who answered: moto, a row of ours, the memory of an earlier attempt, or a fault. */
  by: 'moto' | 'row' | 'replay' | 'fault';
  gap?: string;
  /** The injected fault that struck it, by its kind. */
  fault?: string;
}

interface CallSummary {
  calls: number;
  failed: number;
  gaps: number;
  byOperation: Record<string, number>;
}

export const CALLS_FILE = 'calls.jsonl';
export const GAPS_FILE = 'gaps.jsonl';

export class Recorder {
  readonly #dir: string;
  readonly #summary: CallSummary = { calls: 0, failed: 0, gaps: 0, byOperation: {} };
  readonly #gaps: Gap[] = [];

  constructor(dir: string) {
    this.#dir = dir;
  }

  call(record: CallRecord): void {
    const name = `${record.service}.${record.operation}`;
    this.#summary.calls += 1;
    if (record.status >= 400) this.#summary.failed += 1;
    this.#summary.byOperation[name] = (this.#summary.byOperation[name] ?? 0) + 1;
    append(join(this.#dir, CALLS_FILE), record);
  }

  gap(gap: Gap): void {
    this.#summary.gaps += 1;
    this.#gaps.push(gap);
    append(join(this.#dir, GAPS_FILE), gap);
  }

  denied(denied: Denied): void {
    append(join(this.#dir, DENIED_FILE), denied);
  }

  summary(): CallSummary {
    return this.#summary;
  }

  gaps(): Gap[] {
    return [...this.#gaps];
  }
}

/** Synchronous on purpose: a line written is a line that survives a kill. */
function append(file: string, value: unknown): void {
  appendFileSync(file, `${JSON.stringify(value)}\n`, { mode: 0o600 });
}
