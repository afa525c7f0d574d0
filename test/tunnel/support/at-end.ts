/**
 * What is undone when a test ends, also for tests that run side by side, whose hooks Vitest does not tell apart by itself.
 * Only what mostly waits may run side by side: the machine has few processors.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { it, onTestFinished, type TestContext } from 'vitest';

type Undo = () => unknown;
const running = new AsyncLocalStorage<TestContext>();

export function atEnd(undo: Undo): void {
  const context = running.getStore();
  if (context === undefined) onTestFinished(async () => void (await undo()));
  else context.onTestFinished(async () => void (await undo()));
}

/** As `it`, beside the others of its file that say so. */
export const besideOthers = (name: string, options: { timeout: number }, test: () => Promise<void>): void =>
  it.concurrent(name, options, (context) => running.run(context, test));
