/**
 * What can go wrong with sessions, on demand: as a state that holds until it is changed. The same seed spoils the same
 * frames. Single events (a reset, a freeze) are methods of the message service.
 */

export interface SessionFaults {
  /** Shares of frames, 0…1, each way. */
  loss: number;
  duplicate: number;
  /** Frames that arrive after some that were sent later. */
  reorder: number;
  /** Share of the agent's frames whose digest is wrong, that lack bytes, or that are far too long. */
  wrongDigest: number;
  truncated: number;
  oversized: number;
  /** Milliseconds each way. */
  delayMs: number;
  /** No connection and no API call comes through. */
  outage: boolean;
  /** Streams are answered with 403. */
  refuseStream: boolean;
  /** Streams are taken and never answered. */
  silentStream: boolean;
  refuseResume: 'no' | 'with an error' | 'with an empty token';
  /** Each ResumeSession gives another address, and the old one is gone. */
  newUrl: boolean;
  /** The agent finds nothing at the target. */
  refusePort: boolean;
  /** The agent never finishes its handshake. */
  muteHandshake: boolean;
  /** Agents of new sessions say this version, and can what it could; empty: the usual one. */
  agentVersion: string;
  /** Agents of new sessions take so many times their usual time. */
  slowAgent: number;
  /** Seconds after which every connection is cut, again and again; 0: never. */
  resetEvery: number;
}

export const NO_FAULTS: SessionFaults = {
  loss: 0,
  duplicate: 0,
  reorder: 0,
  wrongDigest: 0,
  truncated: 0,
  oversized: 0,
  delayMs: 0,
  outage: false,
  refuseStream: false,
  silentStream: false,
  refuseResume: 'no',
  newUrl: false,
  refusePort: false,
  muteHandshake: false,
  agentVersion: '',
  slowAgent: 1,
  resetEvery: 0,
};

/** Those named, each with its own type of value; the others are off. Undefined for a name or a value that is none. */
export function sessionFaults(named: Iterable<[string, string]>): SessionFaults | undefined {
  const faults: Record<string, unknown> = { ...NO_FAULTS };
  for (const [name, text] of named) {
    const usual = Object.hasOwn(NO_FAULTS, name) ? NO_FAULTS[name as keyof SessionFaults] : undefined;
    if (usual === undefined) return undefined;
    const value =
      typeof usual === 'number' ? Number(text || 'none') : typeof usual === 'boolean' ? text !== 'false' : text;
    if (typeof value === 'number' && !(value >= 0)) return undefined;
    faults[name] = value;
  }
  return faults as unknown as SessionFaults;
}

/** Numbers from 0 to 1 that are the same for one seed. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
