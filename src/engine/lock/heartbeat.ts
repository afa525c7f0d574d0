/**
 * Keeps a run lock fresh while a run works, and looks at the clocks: a machine that slept proves its lock the moment it
 * wakes, because its heartbeat may have grown old meanwhile. Trouble with the store is said once, and when it is over.
 */
import type { Clock } from '../clock.ts';
import type { RunLock } from './run-lock.ts';
import type { LockTimes } from './times.ts';

export interface HeartbeatParts {
  lock: RunLock;
  clock: Clock;
  times: LockTimes;
  /** The machine slept, or its clock was set, by about so many milliseconds; the lock is being proven again. */
  onJump: (ms: number) => void;
  onUnreachable: (error: Error) => void;
  onReachable: () => void;
  onLost: () => void;
}

export class Heartbeat {
  readonly #parts: HeartbeatParts;
  #wall: number;
  #monotonic: number;
  #unreachable = false;
  #over = false;
  #beating: Promise<void> | undefined;
  readonly #timer: NodeJS.Timeout;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
    this.#wall = parts.clock.now().getTime();
    this.#monotonic = parts.clock.monotonic();
    this.#timer = setInterval(() => void this.tick(), parts.times.tick);
    this.#timer.unref();
  }

  /** One look at the clocks; beats when it is time. Resolves when the beat it started is over. */
  async tick(): Promise<void> {
    const { clock, times, lock, onJump } = this.#parts;
    const wall = clock.now().getTime();
    const monotonic = clock.monotonic();
    // Some systems stop the monotonic clock in sleep, some only stop us; a clock that was set is worth a proof as well.
    const late = monotonic - this.#monotonic - times.tick;
    const apart = Math.abs(wall - this.#wall - (monotonic - this.#monotonic));
    const jump = Math.max(late, apart);
    this.#wall = wall;
    this.#monotonic = monotonic;
    if (this.#over || lock.state !== 'held') return;
    const jumped = jump >= times.beat;
    if (jumped) onJump(jump);
    if (!jumped && monotonic - lock.provenAt < times.beat) return;
    this.#beating ??= this.#beat().finally(() => {
      this.#beating = undefined;
    });
    await this.#beating;
  }

  stop(): void {
    this.#over = true;
    clearInterval(this.#timer);
  }

  async #beat(): Promise<void> {
    const { lock, onLost, onReachable, onUnreachable } = this.#parts;
    try {
      const state = await lock.beat();
      if (this.#unreachable) onReachable();
      this.#unreachable = false;
      if (state === 'lost' && !this.#over) {
        this.stop();
        onLost();
      }
    } catch (error) {
      // Not lost yet, and perhaps never: no effect begins without a proof, and the next beat tries again.
      if (!this.#unreachable) onUnreachable(error as Error);
      this.#unreachable = true;
    }
  }
}
