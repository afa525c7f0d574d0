/**
 * Runs one program in a pane of the screen: every key goes to it as it was typed, Ctrl-] ends it. A program that failed
 * stays on the screen until a key, or nobody could read why. Owns the keys from its start until it resolves.
 */
import type { PaneProgram, PaneRequest, PaneSize } from '../../engine/pane-port.ts';
import { PaneTerminal } from './pane-terminal.ts';

/** What a screen draws of it. */
export interface PaneView {
  title: string;
  terminal: PaneTerminal;
  /** Set once it has ended. */
  exit?: number;
}

export interface PaneHands {
  stdin: NodeJS.ReadStream;
  /** How much room the pane has now. */
  size: () => PaneSize;
  /** Calls back when that changed; returns how to stop it. */
  onResize: (listener: () => void) => () => void;
  /** A program is there to be drawn, or none any more. */
  show: (pane: PaneView | undefined) => void;
  /** There is something new to draw. */
  changed: () => void;
  signal: AbortSignal;
}

/** Ctrl-], which programs leave alone, and telnet taught. */
export const END_KEY = '\u001d';

/** Resolves with the exit code. Rejects when it cannot be started. */
export async function runPane(request: PaneRequest, hands: PaneHands): Promise<number> {
  const { stdin, signal } = hands;
  const program = await request.start(hands.size());
  const terminal = new PaneTerminal(hands.size(), (answer) => program.write(answer));
  const pane: PaneView = { title: request.title, terminal };
  const read = Promise.withResolvers<void>();
  const keys = (chunk: Buffer | string): void => {
    const text = chunk.toString();
    if (pane.exit !== undefined) read.resolve();
    else if (text.includes(END_KEY)) program.end();
    else program.write(text);
  };
  const stop = (): void => {
    program.end();
    read.resolve();
  };
  const unresize = hands.onResize(() => refit(program, terminal, hands));
  program.onOutput((text) => terminal.write(text, hands.changed));
  // A listener beside Ink's own: it hears each key that Ink reads, unparsed.
  stdin.on('data', keys);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  hands.show(pane);
  try {
    const exit = await program.ended;
    await terminal.settled();
    pane.exit = exit;
    hands.changed();
    if (exit !== 0 && !signal.aborted) await read.promise;
    return exit;
  } finally {
    stdin.off('data', keys);
    signal.removeEventListener('abort', stop);
    unresize();
    hands.show(undefined);
    terminal.dispose();
  }
}

function refit(program: PaneProgram, terminal: PaneTerminal, hands: PaneHands): void {
  const size = hands.size();
  terminal.resize(size);
  program.resize(size);
  hands.changed();
}
