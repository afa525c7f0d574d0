/** Rows as a table of plain text. Pure. */
import type { Row } from './row.ts';

const HEAD = ['', 'ours', 'peer', 'ratio', 'cpu ratio', 'target', 'runs', 'verdict', 'against'];

export function tableOf(rows: readonly Row[]): string {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column >= 7 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const notes = rows.flatMap((row) => (row.note === undefined ? [] : [`${row.what}: ${row.note}`]));
  return [...lines, ...(notes.length === 0 ? [] : ['', ...notes]), ''].join('\n');
}

const cellsOf = (row: Row): string[] => [
  row.what,
  row.value === undefined ? '' : time(row.value),
  row.peer === undefined ? '' : time(row.peer),
  row.ratio === undefined ? '' : factor(row.ratio),
  row.cpuRatio === undefined ? '' : factor(row.cpuRatio),
  row.target === undefined ? '' : `≤ ${factor(row.target)}`,
  row.runs === undefined ? '' : String(row.runs),
  row.verdict,
  row.against,
];

const factor = (ratio: number): string => `${ratio.toFixed(2)}x`;
const time = (ms: number): string => (ms < 10_000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(1)} s`);
