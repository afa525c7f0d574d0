/** What carries the connections of a forward: our own sessions, or AWS's plugin. */
import type { Duplex } from 'node:stream';
import type { HubError } from '../engine/errors/hub-error.ts';
import type { ForwardState, StopProof, Transport } from './types.ts';

export interface CarrierEvents {
  onState: (state: ForwardState) => void;
  /** It cannot go on. `elsewhere`: another transport may. Comes at most once, last. */
  onFailed: (cause: HubError, elsewhere: boolean) => void;
}

export interface Carrier {
  readonly transport: Transport;
  readonly sessions: readonly string[];
  /** A connection to the target, as soon as there can be one. Rejects when the carrier has ended, or the signal aborts. */
  connect(signal: AbortSignal): Promise<Duplex>;
  /** Never rejects. */
  stop(): Promise<StopProof['sessions']>;
}
