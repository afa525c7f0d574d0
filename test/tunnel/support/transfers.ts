/** Whole transfers through a forward, checked by hash. */
import type { Forward } from '../../../src/tunnel/index.ts';
import { allOf, dialled, noise, sha256 } from './targets.ts';

/** From a `source`: resolves with whether every byte came, rejects when the connection was reset. */
export async function download(forward: Forward, bytes: number): Promise<boolean> {
  const socket = await dialled(forward.address.port);
  const all = allOf(socket);
  socket.write('go');
  return sha256(await all) === sha256(noise(bytes));
}

/** To a `sink`. */
export async function upload(forward: Forward, bytes: number): Promise<boolean> {
  const socket = await dialled(forward.address.port);
  const reply = allOf(socket);
  const sent = noise(bytes);
  socket.write(sent);
  return String(await reply) === sha256(sent);
}

export const TARGET = { kind: 'instance', instance: 'i-0abc', port: 8104 } as const;
