/** How long it takes until the home screen shows the state of both environments, in a workspace with fifty runs. */
import { alternate } from '../measure/alternate.ts';
import { timeToEndOnTerminal, timeToScreen } from '../measure/on-terminal.ts';
import { compared, type Row } from '../report/row.ts';
import { BenchSandbox } from '../world/sandbox.ts';
import { makeWorkspace, STATES } from '../world/workspace.ts';

const TARGET = 4.5;

export async function firstFrame(runs: number): Promise<Row[]> {
  using box = new BenchSandbox();
  const { runs: folders, events } = makeWorkspace(box.workspace, new Date());
  const result = await alternate(
    () => timeToScreen(box.flipHub(), { words: STATES, thenType: 'q' }),
    () => timeToEndOnTerminal(box.bareNode()),
    runs,
  );
  const row = compared('home, first whole frame', 'node -e 0, to its end', result, TARGET);
  return [{ ...row, note: `${folders} runs with ${events} events on disk; cpu ratio: to the end of the program` }];
}
