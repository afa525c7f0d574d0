/** Can this text be the value of that key: its form, and whether every reader of the file would get it. Pure. */
import { KINDS } from './kinds.ts';
import { unfitReason } from './readers.ts';
import type { EnvKey } from './schema.ts';

/** Why not, in words without the value; undefined when it can. */
export function checkAnswer(row: EnvKey, text: string): string | undefined {
  const kind = KINDS[row.kind];
  const unfit = unfitReason(text, kind.notForShell !== true);
  if (unfit !== undefined) return `cannot be written: ${unfit}`;
  if (row.choices !== undefined && !row.choices.includes(text)) return `must be one of ${row.choices.join(', ')}`;
  return kind.read(text) === undefined ? `must be ${kind.must}` : undefined;
}
