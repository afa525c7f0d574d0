/** One row of the gateway's table: an operation that moto lacks, how it is recognised, and who answers it. */
import type { Answer } from './answer.ts';
import { type Call, operationOf } from './call.ts';
import type { Moto } from './moto.ts';

export interface RowContext {
  account: string;
  moto: Moto;
  /** Where clients reach the gateway, e.g. `http://127.0.0.1:5599`. */
  url: string;
}

export interface Row {
  /** Signing name; `unsigned` for calls without a signature. */
  service: string;
  operation: string;
  /** One of the three ways AWS routes by. */
  by: { target: string } | { action: string } | { method: string; path: RegExp };
  /** Narrows the match further, e.g. to resources of ours. */
  when?: (call: Call) => boolean;
  answer(call: Call, context: RowContext, path: RegExpExecArray | null): Promise<Answer> | Answer;
}

interface Match {
  row: Row;
  path: RegExpExecArray | null;
}

export function findRow(rows: readonly Row[], call: Call): Match | undefined {
  for (const row of rows) {
    const path = matches(row, call);
    if (path !== undefined && (row.when?.(call) ?? true)) return { row, path };
  }
  return undefined;
}

/** The path's match (null for rows that are not found by path), or undefined when the row is another's. */
function matches(row: Row, call: Call): RegExpExecArray | null | undefined {
  if (row.service !== (call.service ?? 'unsigned')) return undefined;
  if ('target' in row.by) return call.target === row.by.target ? null : undefined;
  if ('action' in row.by)
    return call.action === row.by.action && operationOf(call) === row.operation ? null : undefined;
  if (call.target !== undefined || call.method !== row.by.method) return undefined;
  return row.by.path.exec(call.path) ?? undefined;
}
