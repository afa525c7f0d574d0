/** A local port that stays ours while what is behind it comes and goes. */

import type { AddressInfo } from 'node:net';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';

export interface Listener {
  address: { host: string; port: number };
  /** Resets every connection and keeps listening. */
  reset(): void;
  /** Resets every connection, stops listening; true when the port is proven closed. */
  close(): Promise<boolean>;
}

/** Connections are handed over paused. Rejects with a HubError when the port cannot be taken. */
export async function listen(host: string, port: number, onConnection: (socket: Socket) => void): Promise<Listener> {
  const sockets = new Set<Socket>();
  // A half-closed connection is not a closed one, and nothing is read before there is somewhere to send it.
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  if (host === '127.0.0.1' && port !== 0) await refuseTwin(port);
  await bound(server, host, port);
  const address = { host, port: (server.address() as AddressInfo).port };
  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    address,
    reset,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      reset();
      await closed;
      return !(await answers(address));
    },
  };
}

/**
 * Browsers take `localhost` for ::1 first: with another program on that port there, they would show its page under our
 * address. Throws then as if our own port were taken.
 */
function refuseTwin(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      // No IPv6 on this machine: then there is no twin.
      if (error.code === 'EADDRINUSE') reject(cannotListen(error, '::1', port));
      else resolve();
    });
    server.listen({ host: '::1', port, exclusive: true }, () => server.close(() => resolve()));
  });
}

function bound(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      // Accepting can fail later (too many open files): that connection is lost, the listener is not.
      server.on('error', () => undefined);
      resolve();
    });
  });
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): HubError {
  const taken = error.code === 'EADDRINUSE';
  return new HubError(
    {
      code: 'port-in-use',
      who: 'operator',
      what: taken
        ? `port ${port} on ${host} is taken by another program`
        : `cannot listen on ${host}:${port}: ${error.code}`,
      cause: taken
        ? 'an older forward, or a local service on the same port'
        : 'the address is not of this machine, or the port needs more rights',
      next: [`lsof -i :${port}`, 'take another port with --port NAME=PORT'],
      exit: EXIT.precondition,
    },
    { cause: error },
  );
}

function answers({ host, port }: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = dial({ host, port });
    const done = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
