/**
 * Lends the terminal to a child (a login in a browser, ssh, a pager) and takes it back.
 * The order matters: Ink only unrefs stdin, so Node would go on reading it and the two would fight for each key.
 */
import type { Suspend } from './components/run-screen.tsx';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const ignored = (): void => undefined;

export async function handOverTerminal<T>(
  suspend: Suspend,
  stdin: NodeJS.ReadableStream,
  run: () => Promise<T>,
): Promise<T> {
  let outcome: { value: T } | undefined;
  // Ctrl-C goes to the terminal's whole foreground group: it is meant for the child alone.
  process.on('SIGINT', ignored);
  try {
    await suspend(async () => {
      for (const listener of stdin.listeners('readable')) {
        stdin.removeListener('readable', listener as (...args: unknown[]) => void);
      }
      await turn();
      stdin.pause();
      await turn();
      outcome = { value: await run() };
    });
  } finally {
    process.off('SIGINT', ignored);
  }
  if (!outcome) throw new Error('the terminal was not handed over');
  return outcome.value;
}
