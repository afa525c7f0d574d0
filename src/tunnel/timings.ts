/** How long things take before they are judged. One table, so that tests shorten it and nothing else holds a number of time. */
import type { Timings } from './types.ts';

export const DEFAULT_TIMINGS: Timings = {
  /** With `deadAfterMs`: a network that went silent is noticed within ten seconds. */
  pingEveryMs: 2_500,
  deadAfterMs: 7_000,
  /** TCP, TLS and the WebSocket's upgrade together. */
  connectMs: 15_000,
  /** Agents give the client 15 s for its answer; a few more for their own start. */
  handshakeMs: 20_000,
  retryFirstMs: 250,
  retryMaxMs: 10_000,
  /** A slow answer to a half-closed request must fit in; a client that is gone costs the target one connection so long. */
  halfCloseQuietMs: 60_000,
  /** A death is known some milliseconds after it; nobody sees an answer end so much later. */
  endBelievedMs: 250,
  keepaliveMs: 10_000,
  /** The pace of AWS's own client, in messages of 1 KiB; what the service allows beyond it is not documented. */
  messagesPerMs: 1,
};
