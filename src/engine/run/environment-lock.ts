/**
 * The run lock as one run uses it: proven before every effect, beaten in between, told about in events, given back at
 * the end. Losing it stops the run's tools safely and makes the run end with exit 6.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { ErrorCode } from '../errors/codes.ts';
import type { HubError } from '../errors/hub-error.ts';
import { seconds } from '../events/line.ts';
import { Heartbeat } from '../lock/heartbeat.ts';
import { ageOf, ownerLines } from '../lock/lock-errors.ts';
import { lockNotePath, writeLockNote } from '../lock/lock-note.ts';
import type { LockStore } from '../lock/lock-store.ts';
import { RunLock } from '../lock/run-lock.ts';
import type { LockTimes } from '../lock/times.ts';
import { ownIdentity } from '../process/identity.ts';
import type { Asked } from './questions.ts';

export interface EnvironmentLockParts {
  store: LockStore;
  times: LockTimes;
  clock: Clock;
  environment: string;
  run: string;
  command: string;
  user: string;
  dir: string;
  resuming: boolean;
  stillHeld: (runDir: string) => string | undefined;
  ask: (question: Asked) => Promise<void>;
  note: (line: string) => void;
  warn: (code: ErrorCode, what: string) => void;
  /** Called once, when a heartbeat finds the lock in other hands. */
  onLost: (error: HubError) => void;
}

export class EnvironmentLock {
  readonly #lock: RunLock;
  readonly #heartbeat: Heartbeat;
  readonly #warn: EnvironmentLockParts['warn'];
  #phase = 'run';

  constructor(parts: EnvironmentLockParts) {
    const { store, clock, times, note, warn } = parts;
    this.#warn = warn;
    this.#lock = new RunLock({
      store,
      clock,
      times,
      environment: parts.environment,
      resuming: parts.resuming,
      stillHeld: parts.stillHeld,
      mine: {
        v: 1,
        token: randomUUID(),
        run: parts.run,
        command: parts.command,
        user: parts.user,
        who: ownIdentity(),
        dir: parts.dir,
        phase: this.#phase,
        beat: 0,
      },
      askTakeover: (found) =>
        parts.ask({
          id: 'take-over',
          phase: this.#phase,
          level: 'severe',
          subject: `The lock of ${parts.environment} gave no heartbeat for ${seconds(ageOf(found))}. Take it over?`,
          typed: [parts.environment],
          because: [
            ...ownerLines(found),
            'should it still work there, both would change the same things; it stops at its next step when you take over',
          ],
        }),
      onTaken: (from) =>
        warn(
          'lock-taken-over',
          `took the lock over from run ${from.run} (${from.command}) by ${from.user}, last in ${from.phase}`,
        ),
      onWritten: (owner, version) =>
        writeLockNote(lockNotePath(parts.dir), { owner, version, address: store.address() }),
    });
    this.#heartbeat = new Heartbeat({
      lock: this.#lock,
      clock,
      times,
      onJump: (ms) =>
        note(`this machine slept, or its clock was set, by about ${seconds(ms)}: the lock is proven again`),
      onUnreachable: (error) =>
        warn(
          'lock-unreachable',
          `the lock cannot be renewed at the moment (${error.message}); nothing new begins without it`,
        ),
      onReachable: () => note('the lock is renewed again'),
      onLost: () => parts.onLost(this.#lock.lost()),
    });
  }

  /** True once the lock is known to be somebody else's. */
  get lost(): boolean {
    return this.#lock.state === 'lost';
  }

  get held(): boolean {
    return this.#lock.state === 'held';
  }

  /** Before every effect: takes the lock, or proves that it is still this run's. Throws exit 6 when it is not. */
  async prove(phase: string): Promise<void> {
    this.#phase = phase;
    await this.#lock.prove(phase);
  }

  /** The end of the run. A tool that is still held keeps the lock; its holder goes on beating. */
  async end(stillHeld: boolean): Promise<void> {
    this.#heartbeat.stop();
    if (stillHeld) return;
    try {
      await this.#lock.release();
    } catch (error) {
      this.#warn(
        'lock-not-released',
        `the lock could not be given back (${(error as Error).message}); this machine takes it again at once, others after its heartbeat is old`,
      );
    }
  }
}
