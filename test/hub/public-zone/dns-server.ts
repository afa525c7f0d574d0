/** A DNS server on the loopback interface that knows a table: what it is not told, it has never heard of. */
import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';

export type Known = Record<string, { ns?: string[]; caa?: { tag: string; value: string }[]; broken?: true }>;

const NS = 2;
const CAA = 257;
const SERVFAIL = 2;
const NXDOMAIN = 3;

export async function dnsServer(known: Known): Promise<{ address: string; close(): void }> {
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => socket.send(answerTo(query, known), from.port, from.address));
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  return { address: `127.0.0.1:${(socket.address() as AddressInfo).port}`, close: () => socket.close() };
}

function answerTo(query: Buffer, known: Known): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.subarray(at + 1, at + 1 + length).toString('ascii'));
    at += 1 + length;
  }
  const type = query.readUInt16BE(at + 1);
  const question = query.subarray(12, at + 5);
  const entry = known[labels.join('.').toLowerCase()];
  const data = entry?.broken
    ? []
    : type === NS
      ? (entry?.ns ?? []).map(nameBytes)
      : type === CAA
        ? (entry?.caa ?? []).map(({ tag, value }) =>
            Buffer.concat([Buffer.from([0, tag.length]), Buffer.from(tag + value, 'ascii')]),
          )
        : [];
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | (entry?.broken ? SERVFAIL : entry ? 0 : NXDOMAIN), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(data.length, 6);
  const records = data.map((bytes) => {
    const head = Buffer.alloc(12);
    head.writeUInt16BE(0xc00c, 0); // the name of the question
    head.writeUInt16BE(type, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt32BE(60, 6);
    head.writeUInt16BE(bytes.length, 10);
    return Buffer.concat([head, bytes]);
  });
  return Buffer.concat([header, question, ...records]);
}

const nameBytes = (name: string) =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'ascii')])),
    Buffer.from([0]),
  ]);
