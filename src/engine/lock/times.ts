/** How long things take between machines that share an environment. Milliseconds; only the store's own clock measures ages. */
export interface LockTimes {
  /** Between two heartbeats. */
  beat: number;
  /** Without a heartbeat for so long, another machine may take the lock over after asking. */
  takeover: number;
  /** How often the clock is looked at: to beat when it is time, and to notice that the machine slept. */
  tick: number;
  /** A holder beats in place of its run when that has not done so for this long. */
  standIn: number;
}

export const LOCK_TIMES: LockTimes = { beat: 30_000, takeover: 10 * 60_000, tick: 2_000, standIn: 75_000 };
