/** How long `--version` and `--help` take beside a Node that does nothing. */
import { alternate } from '../measure/alternate.ts';
import { timeToEnd } from '../measure/spawned.ts';
import { compared, type Row } from '../report/row.ts';
import { BenchSandbox } from '../world/sandbox.ts';

const TARGET = 1.5;

export async function startUp(runs: number): Promise<Row[]> {
  using box = new BenchSandbox();
  const rows: Row[] = [];
  for (const option of ['--version', '--help']) {
    const { stdout } = await timeToEnd(box.flipHub(option));
    if (stdout.trim() === '') throw new Error(`flip-hub ${option} printed nothing`);
    const result = await alternate(
      () => timeToEnd(box.flipHub(option)),
      () => timeToEnd(box.bareNode()),
      runs,
    );
    rows.push(compared(`flip-hub ${option}`, 'node -e 0', result, TARGET));
  }
  return rows;
}
