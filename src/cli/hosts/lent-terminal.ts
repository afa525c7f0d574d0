/**
 * Lends the terminal itself to a program, for hosts that draw nothing: its output passes as it is, keys reach it unread,
 * and the terminal is as before when it has ended.
 */
import type { PaneRequest, PaneSize } from '../../engine/pane-port.ts';

export interface LentTerminal {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
}

/** Ctrl-]: hangs up on a program that does not end by itself. */
const END_KEY = '\u001d';

export async function lendTerminal(request: PaneRequest, { stdin, stdout }: LentTerminal, signal: AbortSignal) {
  const size = (): PaneSize => ({ columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 });
  stdout.write(`$ ${request.title}\n`);
  // Before it starts: a key that comes early must reach it as it was typed.
  stdin.setRawMode?.(true);
  const program = await request.start(size()).catch((error: unknown) => {
    stdin.setRawMode?.(false);
    throw error;
  });
  const keys = (chunk: Buffer | string): void => {
    const text = chunk.toString();
    if (text.includes(END_KEY)) program.end();
    else program.write(text);
  };
  const fit = (): void => program.resize(size());
  const stop = (): void => program.end();
  program.onOutput((text) => void stdout.write(text));
  stdin.on('data', keys);
  stdin.resume();
  stdout.on('resize', fit);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await program.ended;
  } finally {
    stdin.off('data', keys);
    stdin.pause();
    stdin.setRawMode?.(false);
    stdout.off('resize', fit);
    signal.removeEventListener('abort', stop);
  }
}
