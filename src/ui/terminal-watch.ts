/**
 * Hears everything that can take the terminal away from under the screen: signals, a dying process, streams that fail.
 * Signals are heard longer than the rest: a screen that is gone leaves a run that can still be stopped.
 */

export interface TerminalEvents {
  /** The process is about to end, by a crash or otherwise; synchronous, the last chance to tidy up. */
  dying(): void;
  /** A stream of the terminal failed: nobody sees or types anything any more. */
  lost(): void;
  signal(signal: NodeJS.Signals): void;
}

export interface TerminalWatch {
  /** The screen is down: only signals are still heard. */
  screenIsDown(): void;
  /** Nothing is heard any more; but of streams that failed once, later failures are still taken, or one would end the process. */
  end(streamsFailed: boolean): void;
}

export function watchTerminal(
  streams: readonly NodeJS.EventEmitter[],
  signals: readonly NodeJS.Signals[],
  events: TerminalEvents,
): TerminalWatch {
  const { dying, lost } = { dying: () => events.dying(), lost: () => events.lost() };
  const heard = signals.map((signal) => ({ signal, listener: () => events.signal(signal) }));
  process.on('uncaughtExceptionMonitor', dying);
  process.on('exit', dying);
  for (const { signal, listener } of heard) process.on(signal, listener);
  for (const stream of streams) stream.on('error', lost);
  const screenIsDown = (): void => {
    process.off('uncaughtExceptionMonitor', dying);
    process.off('exit', dying);
  };
  return {
    screenIsDown,
    end: (streamsFailed) => {
      screenIsDown();
      for (const { signal, listener } of heard) process.off(signal, listener);
      if (streamsFailed) return;
      for (const stream of streams) stream.off('error', lost);
    },
  };
}
