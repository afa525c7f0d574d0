/**
 * Writing to a terminal without waiting for it. Node makes writes to a terminal block: on a slow line a single frame would
 * stop the whole program for seconds, Ctrl-C included. Here they queue instead, and who draws asks whether something still does.
 */
import type { Writable } from 'node:stream';

interface TerminalHandle {
  setBlocking?: (blocking: boolean) => void;
}

/** From now on writes to this terminal return at once. Node offers no public way; where it has changed, they go on blocking. */
export function writeWithoutWaiting(stream: NodeJS.WriteStream): void {
  if (stream.isTTY) (stream as unknown as { _handle?: TerminalHandle })._handle?.setBlocking?.(false);
}

/** True while something written earlier has not left this process. */
export const isBehind = (stream: Pick<Writable, 'writableLength' | 'destroyed'>): boolean =>
  stream.writableLength > 0 && !stream.destroyed;
