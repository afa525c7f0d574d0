/** The results of a soak as a table of plain text. Pure. */
export interface SoakResult {
  name: string;
  what: string;
  passed: number;
  failed: number;
  /** Wall-clock milliseconds of each repetition, in order. */
  ms: number[];
  /** The whole output of those that failed. */
  logs: string[];
}

export function tableOf(results: readonly SoakResult[]): string {
  const cells = [
    ['', 'passed', 'failed', 'total', 'median', 'slowest', 'what'],
    ...results.map(({ name, what, passed, failed, ms }) => {
      const sorted = [...ms].sort((a, b) => a - b);
      const total = ms.reduce((sum, one) => sum + one, 0);
      const of = [total, sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].map((one) => seconds(one ?? 0));
      return [name, String(passed), String(failed), ...of, what];
    }),
  ];
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    row.map((cell, at) => (at % 6 === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ');
  const logs = results.flatMap((result) => result.logs.map((log) => `${result.name} failed: ${log}`));
  return [...cells.map((row) => line(row).trimEnd()), ...(logs.length === 0 ? [] : ['', ...logs]), ''].join('\n');
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
