/** How long it takes until the home screen shows the state of both environments, in a workspace with fifty runs. */
import { alternate } from '../measure/alternate.ts';
import { timeToEndOnTerminal, timeToScreen } from '../measure/on-terminal.ts';
import { compared, type Row } from '../report/row.ts';
import { BenchSandbox } from '../world/sandbox.ts';
import { makeWorkspace, STATES } from '../world/workspace.ts';

const TARGET = 4.5;

/** Help, which a key brings up; any key closes it, `q` ends the home screen. */
const HELP = { words: ['─ keys ─'], thenType: ' q' };

export async function firstFrame(runs: number): Promise<Row[]> {
  using box = new BenchSandbox();
  const { runs: folders, events } = makeWorkspace(box.workspace, new Date());
  const nothing = () => timeToEndOnTerminal(box.bareNode());
  const shown = await alternate(() => timeToScreen(box.flipHub(), { words: STATES, thenType: 'q' }), nothing, runs);
  const answers = await alternate(
    () => timeToScreen(box.flipHub(), { words: STATES, thenType: '?' }, HELP),
    nothing,
    runs,
  );
  const peer = 'node -e 0, to its end';
  return [
    {
      ...compared('home, first whole frame', peer, shown, TARGET),
      note: `${folders} runs with ${events} events on disk; cpu ratio: to the end of the program`,
    },
    compared('home, answers its first key', peer, answers),
  ];
}
