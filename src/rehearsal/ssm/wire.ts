/**
 * Messages of a data channel as the stand-in reads and writes them: 120 bytes of header, big-endian, then the payload.
 * Made from the protocol and not from the client's own code, so that a misreading in one shows in the other.
 */
import { createHash, randomUUID } from 'node:crypto';

export interface Message {
  type: string;
  sequence: number;
  id: string;
  payloadType: number;
  payload: Buffer;
}

export const KIND = { output: 1, handshakeRequest: 5, handshakeResponse: 6, handshakeComplete: 7, flag: 10 } as const;
export const FLAGS = { disconnectToPort: 1, terminateSession: 2, connectToPortError: 3 } as const;

/** Where the digest stands, for a fault that spoils it. */
export const DIGEST_OFFSET = 80;

/** `flags`: 1 for the first message of a stream, 3 outside the stream, else 0. */
export function write(message: Omit<Message, 'id'> & { flags: number }): Buffer {
  const header = Buffer.alloc(120);
  header.writeUInt32BE(116, 0);
  header.write(message.type.padEnd(32, ' '), 4, 'ascii');
  header.writeUInt32BE(1, 36);
  header.writeBigUInt64BE(BigInt(Date.now()), 40);
  header.writeBigInt64BE(BigInt(message.sequence), 48);
  header.writeBigUInt64BE(BigInt(message.flags), 56);
  const id = Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
  id.copy(header, 64, 8, 16);
  id.copy(header, 72, 0, 8);
  createHash('sha256').update(message.payload).digest().copy(header, DIGEST_OFFSET);
  header.writeUInt32BE(message.payloadType, 112);
  header.writeUInt32BE(message.payload.length, 116);
  return Buffer.concat([header, message.payload]);
}

/** Undefined for what is no message. Like the real agent, it does not look at the digest. */
export function read(frame: Buffer): Message | undefined {
  if (frame.length < 120) return undefined;
  const payloadAt = frame.readUInt32BE(0) + 4;
  if (payloadAt > frame.length) return undefined;
  const id = Buffer.concat([frame.subarray(72, 80), frame.subarray(64, 72)]).toString('hex');
  return {
    type: frame.toString('ascii', 4, 36).replaceAll('\0', ' ').trim(),
    sequence: Number(frame.readBigInt64BE(48)),
    id: id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    payloadType: frame.readUInt32BE(112),
    payload: frame.subarray(payloadAt),
  };
}

export function acknowledgementOf(message: Message): Buffer {
  const content = {
    AcknowledgedMessageType: message.type,
    AcknowledgedMessageId: message.id,
    AcknowledgedMessageSequenceNumber: message.sequence,
    IsSequentialMessage: true,
  };
  return write({
    type: 'acknowledge',
    sequence: 0,
    payloadType: 0,
    flags: 3,
    payload: Buffer.from(JSON.stringify(content)),
  });
}

/** The flag in a payload: four bytes. */
export const flag = (value: number): Buffer => {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(value);
  return payload;
};
