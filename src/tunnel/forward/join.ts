/** Joins a local connection with its stream: back-pressure both ways, a half-close that waits for its reply, a reset for what failed. */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Counters } from '../types.ts';

/** After the far side has ended, how long the local program may take to see it. */
const LINGER_MS = 30_000;

export function join(socket: Socket, stream: Duplex, counters: Counters): void {
  socket.on('data', (data: Buffer) => {
    counters.bytesUp += data.length;
    if (!stream.writable || stream.write(data)) return;
    socket.pause();
  });
  stream.on('drain', () => socket.resume());
  socket.on('end', () => stream.end());

  stream.on('data', (data: Buffer) => {
    counters.bytesDown += data.length;
    if (!socket.write(data)) stream.pause();
  });
  socket.on('drain', () => stream.resume());
  stream.on('end', () => {
    socket.end();
    socket.setTimeout(LINGER_MS, () => socket.destroy());
    // Nobody is there to write to: what still comes is read and forgotten, so that its end is seen.
    socket.resume();
  });

  // A clean end would look like a complete answer: what failed is reset.
  stream.on('error', () => socket.resetAndDestroy());
  stream.on('close', () => {
    if (!stream.readableEnded) socket.resetAndDestroy();
  });
  socket.on('error', () => stream.destroy());
  socket.on('close', () => {
    if (!stream.destroyed && !(stream.readableEnded && stream.writableFinished)) stream.destroy();
  });
  socket.resume();
}
