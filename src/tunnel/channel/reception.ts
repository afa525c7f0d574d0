/**
 * What comes from the far side, frame by frame: read, acknowledged, put into order, and told by what it is. Owns the order
 * of messages over any number of connections. Sends nothing but acknowledgements.
 */
import { type AgentMessage, parseMessage } from '../message/agent-message.ts';
import { acknowledgedSequence, closedBecause, flagOf, PAYLOAD } from '../message/payloads.ts';
import { acknowledge } from './acknowledge.ts';
import { Incoming, type Ordered } from './incoming.ts';

interface ReceptionEvents {
  acknowledge: (frame: Buffer) => void;
  onAcknowledged: (sequence: number) => void;
  onData: (payload: Buffer) => void;
  onFlag: (flag: number) => void;
  onHandshakeRequest: (payload: Buffer) => void;
  onHandshakeComplete: () => void;
  /** The far side ended the session. */
  onClosed: (why: string) => void;
  onPause: () => void;
  onGo: () => void;
  /** The first frame that is no message, of those in a row. */
  onRefused: (why: string) => void;
  /** So many of them that the far side speaks something else. */
  onNonsense: (why: string) => void;
}

const MOST_REFUSED = 64;

export class Reception {
  readonly #events: ReceptionEvents;
  readonly #incoming = new Incoming((message) => this.#deliver(message));
  #refusedInRow = 0;

  constructor(events: ReceptionEvents) {
    this.#events = events;
  }

  /** True when it was a message. */
  take(frame: Buffer): boolean {
    const parsed = parseMessage(frame);
    if ('refused' in parsed) {
      this.#refuse(parsed.refused);
      return false;
    }
    this.#refusedInRow = 0;
    this.#sort(parsed.message);
    return true;
  }

  #sort(message: AgentMessage): void {
    switch (message.type) {
      case 'output_stream_data':
        if (this.#incoming.take(message.sequence, message)) this.#events.acknowledge(acknowledge(message));
        break;
      case 'acknowledge': {
        const sequence = acknowledgedSequence(message.payload);
        if (sequence !== undefined) this.#events.onAcknowledged(sequence);
        break;
      }
      case 'channel_closed':
        this.#events.onClosed(closedBecause(message.payload) || 'no reason was given');
        break;
      case 'pause_publication':
        this.#events.onPause();
        break;
      case 'start_publication':
        this.#events.onGo();
        break;
      default:
        // A kind of message that came after this was written; the stream does not depend on it.
        break;
    }
  }

  /** Not acknowledged, so a frame that was damaged on its way comes again. */
  #refuse(why: string): void {
    this.#refusedInRow += 1;
    if (this.#refusedInRow === 1) this.#events.onRefused(why);
    if (this.#refusedInRow === MOST_REFUSED)
      this.#events.onNonsense(`${MOST_REFUSED} frames in a row were no messages (${why})`);
  }

  #deliver({ payloadType, payload }: Ordered): void {
    switch (payloadType) {
      case PAYLOAD.output:
        this.#events.onData(payload);
        break;
      case PAYLOAD.flag: {
        const flag = flagOf(payload);
        if (flag !== undefined) this.#events.onFlag(flag);
        break;
      }
      case PAYLOAD.handshakeRequest:
        this.#events.onHandshakeRequest(payload);
        break;
      case PAYLOAD.handshakeComplete:
        this.#events.onHandshakeComplete();
        break;
      default:
        break;
    }
  }
}
