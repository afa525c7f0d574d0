/** A key that a phase offers reaches that phase, for as long as it listens, and no other one. */
import { expect, it } from 'vitest';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import { fakePhase } from '../graph/fake-graph.ts';
import { FakeHost, fakeRun } from './fake-run.ts';
import { ownFolder } from './own-folder.ts';

it('the phase that offered it hears it, and not once it has stopped listening', async () => {
  const host = new FakeHost();
  const heard: string[] = [];
  const email = fakePhase('email', [], {
    run: async (ctx) => {
      await new Promise<void>((resolve) => {
        const deaf = ctx.onKey((key) => {
          heard.push(key);
          deaf();
          resolve();
        });
        ctx.emit({
          type: 'phase-progress',
          phase: 'email',
          done: 0,
          keys: [{ key: 'r', words: 'have a new link sent' }],
        });
      });
      return {};
    },
  });
  host.onEvent = (event) => {
    if (event.type !== 'phase-progress') return;
    // What nobody listens for is nobody's.
    host.control?.press?.('another', 'r');
    setImmediate(() => {
      host.control?.press?.('email', 'r');
      host.control?.press?.('email', 'r');
    });
  };
  const { result } = await fakeRun(ownFolder(), [email], {}, host);
  expect([result.exit, heard]).toEqual([EXIT.done, ['r']]);
});
