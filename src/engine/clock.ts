/** The clock as a dependency, so that tests never wait for it. */
export interface Clock {
  now(): Date;
  /** Milliseconds from an arbitrary start, never running backwards. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
};
