/**
 * One message of a session's data channel: a header of 120 bytes, big-endian, and a payload. The parser is total: every
 * frame is a message or a refusal with a reason, whatever its bytes are.
 */
import { hash, randomUUID } from 'node:crypto';

export const MESSAGE_TYPES = [
  'input_stream_data',
  'output_stream_data',
  'acknowledge',
  'channel_closed',
  'start_publication',
  'pause_publication',
] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

export interface AgentMessage {
  /** Any text: a type nobody knows is for the reader to ignore. */
  type: string;
  sequence: number;
  /** With dashes, lower case. */
  id: string;
  payloadType: number;
  payload: Buffer;
}

export type Refusal = 'truncated' | 'oversized' | 'header' | 'length' | 'sequence' | 'digest';
export type Parsed = { message: AgentMessage } | { refused: Refusal };

const TYPE_AT = 4;
const TYPE_BYTES = 32;
const SCHEMA_AT = 36;
const CREATED_AT = 40;
const SEQUENCE_AT = 48;
const FLAGS_AT = 56;
const ID_AT = 64;
const DIGEST_AT = 80;
const PAYLOAD_TYPE_AT = 112;
/** Also where the payload's length stands: the first field of a message says so. */
const HEADER_LENGTH = 116;
const PAYLOAD_AT = 120;

/** Far above anything an agent sends (1 KiB), so that one frame can never take the memory. */
export const LARGEST_FRAME = 1024 * 1024;

/** Flags of acknowledgements; messages of the stream carry none. */
const ACK_FLAGS = 3;

export interface NewMessage {
  type: MessageType;
  sequence: number;
  payloadType: number;
  payload: Buffer;
  /** Milliseconds since 1970; must not be 0. */
  createdAt: number;
}

const PADDED = new Map(MESSAGE_TYPES.map((type) => [type, Buffer.from(type.padEnd(TYPE_BYTES))]));

/** The frame is a buffer of its own: it may be kept and sent again after the payload's memory is used for something else. */
export function encodeMessage(message: NewMessage): Buffer {
  const { payload } = message;
  const frame = Buffer.allocUnsafe(PAYLOAD_AT + payload.length);
  frame.writeUInt32BE(HEADER_LENGTH, 0);
  PADDED.get(message.type)?.copy(frame, TYPE_AT);
  frame.writeUInt32BE(1, SCHEMA_AT);
  writeUint64(frame, message.createdAt, CREATED_AT);
  writeUint64(frame, message.sequence, SEQUENCE_AT);
  writeUint64(frame, message.type === 'acknowledge' ? ACK_FLAGS : 0, FLAGS_AT);
  writeId(frame, randomUUID());
  hash('sha256', payload, 'buffer').copy(frame, DIGEST_AT);
  frame.writeUInt32BE(message.payloadType, PAYLOAD_TYPE_AT);
  frame.writeUInt32BE(payload.length, HEADER_LENGTH);
  payload.copy(frame, PAYLOAD_AT);
  return frame;
}

/** The payload is a view of the frame. */
export function parseMessage(frame: Buffer): Parsed {
  if (frame.length > LARGEST_FRAME) return { refused: 'oversized' };
  if (frame.length < PAYLOAD_AT) return { refused: 'truncated' };
  const headerLength = frame.readUInt32BE(0);
  if (headerLength < HEADER_LENGTH) return { refused: 'header' };
  // A longer header may come one day; the payload's length is always its last field.
  if (headerLength + 4 > frame.length) return { refused: 'truncated' };
  const payload = frame.subarray(headerLength + 4);
  if (frame.readUInt32BE(headerLength) !== payload.length) return { refused: 'length' };
  const sequence = frame.readBigInt64BE(SEQUENCE_AT);
  if (sequence < 0n || sequence > BigInt(Number.MAX_SAFE_INTEGER)) return { refused: 'sequence' };
  if (payload.length > 0) {
    const digest = hash('sha256', payload, 'buffer');
    if (digest.compare(frame, DIGEST_AT, DIGEST_AT + digest.length) !== 0) return { refused: 'digest' };
  }
  return {
    message: {
      type: typeOf(frame),
      sequence: Number(sequence),
      id: readId(frame),
      payloadType: frame.readUInt32BE(PAYLOAD_TYPE_AT),
      payload,
    },
  };
}

/** Some peers pad with spaces, others with NUL, on either side. */
function typeOf(frame: Buffer): string {
  const blank = (byte: number | undefined) => byte === 0 || byte === 32;
  let start = TYPE_AT;
  let end = TYPE_AT + TYPE_BYTES;
  while (start < end && blank(frame[start])) start += 1;
  while (end > start && blank(frame[end - 1])) end -= 1;
  return frame.toString('latin1', start, end);
}

function writeUint64(frame: Buffer, value: number, at: number): void {
  frame.writeUInt32BE(Math.floor(value / 2 ** 32), at);
  frame.writeUInt32BE(value % 2 ** 32, at + 4);
}

/** A UUID stands with its halves swapped: bytes 8…15 come first. */
function writeId(frame: Buffer, id: string): void {
  const digits = id.replaceAll('-', '');
  frame.write(digits.slice(16) + digits.slice(0, 16), ID_AT, 'hex');
}

function readId(frame: Buffer): string {
  const digits = frame.toString('hex', ID_AT + 8, ID_AT + 16) + frame.toString('hex', ID_AT, ID_AT + 8);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}
