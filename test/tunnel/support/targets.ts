/** What stands behind tunnels in tests: servers on random ports that are closed when the test ends. */
import { createHash } from 'node:crypto';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { atEnd } from './at-end.ts';

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

function kept(server: Server): Server {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  atEnd(() => {
    for (const socket of sockets) socket.destroy();
  });
  return server;
}

/** Gives back what it gets. */
export const echo = (): Promise<number> =>
  listening(kept(createServer((socket) => void socket.on('data', (data) => socket.write(data)))));

/** Sends so many pseudo-random bytes to each connection that says something, then ends it. */
export const source = (bytes: number): Promise<number> =>
  listening(
    kept(
      createServer((socket) => {
        socket.once('data', () => {
          socket.end(noise(bytes));
        });
      }),
    ),
  );

/** Gives `bytes` bytes to who says `much`, and `little` to who says `little`. */
export function wellSpoken(bytes: number): Promise<number> {
  const much = noise(bytes);
  return listening(
    kept(
      createServer((socket) => void socket.on('data', (said) => socket.write(String(said) === 'much' ? much : said))),
    ),
  );
}

/** Reads `bytes`, answers with their hash, ends. */
export const sink = (bytes: number): Promise<number> =>
  listening(
    kept(
      createServer((socket) => {
        const hash = createHash('sha256');
        let left = bytes;
        socket.on('data', (data) => {
          hash.update(data);
          left -= data.length;
          if (left <= 0) socket.end(hash.digest('hex'));
        });
      }),
    ),
  );

/** A small page. */
export const page = (): Promise<number> =>
  listening(kept(createHttp((_, response) => response.end('<title>page</title>'))));

/** The same bytes for the same length, with no period that could hide a piece in the wrong place. */
export function noise(bytes: number): Buffer {
  const out = Buffer.allocUnsafe(bytes);
  let state = 0x9e3779b9 ^ bytes;
  let at = 0;
  for (; at + 4 <= bytes; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    out.writeInt32LE(state | 0, at);
  }
  for (; at < bytes; at += 1) out[at] = (state >>> ((at % 4) * 8)) & 0xff;
  return out;
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** A connection of a local program. Rejects when it is reset. */
export function dialled(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
    atEnd(() => {
      socket.destroy();
    });
  });
}

/** The code of the error that ends it. Rejects when it ends in another way: what was cut would look whole. */
export function resetOf(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    socket.once('end', () => reject(new Error('ended as if nothing were missing')));
    socket.once('close', () => reject(new Error('closed without an error')));
  });
}

/** Everything until the other side ends. */
export function allOf(socket: Duplex): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    socket.on('data', (data: Buffer) => parts.push(data));
    socket.once('end', () => {
      resolve(Buffer.concat(parts));
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed without an end')));
  });
}

/** The next `bytes` bytes. */
export function some(socket: Duplex, bytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let have = 0;
    const done = () => socket.off('data', take).off('error', failed).off('close', closed);
    const failed = (error: Error) => {
      done();
      reject(error);
    };
    const closed = () => failed(new Error(`closed after ${have} of ${bytes} bytes`));
    const take = (data: Buffer) => {
      parts.push(data);
      have += data.length;
      if (have < bytes) return;
      done();
      resolve(Buffer.concat(parts));
    };
    socket.on('data', take).on('error', failed).on('close', closed);
  });
}
