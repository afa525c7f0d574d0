/** Finds the catalogue's entry for what a tool printed. Pure: text in, words out; it never reads a log by itself. */
import { EXIT } from '../../exit-codes.ts';
import { HubError, type HubErrorFields } from '../hub-error.ts';
import { CATALOGUE } from './rows.ts';
import type { FailureContext, KnownFailure, Match } from './types.ts';

/** The most specific known failure in the text, or undefined when none is known. The text may span many lines. */
export function recognise(text: string, context: FailureContext): Match | undefined {
  const flat = unwrapped(text);
  let best: { row: KnownFailure; hit: RegExpExecArray } | undefined;
  for (const row of CATALOGUE) {
    if (!row.from.includes(context.tool)) continue;
    const hit = row.patterns.map((p) => p.exec(flat)).find((m) => m !== null);
    if (
      hit &&
      (!best || row.rank > best.row.rank || (row.rank === best.row.rank && hit[0].length > best.hit[0].length))
    )
      best = { row, hit };
  }
  return best && matchOf(best.row, best.hit, context);
}

/** True for a failure that strikes every operation at once, so that a run tells it once. */
export const strikesEverything = (id: string): boolean => CATALOGUE.some((row) => row.id === id && row.wide === true);

/** A recognised failure as the error that reaches a person; `extra` adds address, tool exit and log. */
export function errorOf(match: Match, extra: Partial<HubErrorFields> = {}): HubError {
  const { id, facts: _, ...words } = match;
  return new HubError({ code: id, ...words, ...extra });
}

function matchOf(row: KnownFailure, hit: RegExpExecArray, context: FailureContext): Match {
  const facts = Object.fromEntries(
    Object.entries(hit.groups ?? {}).flatMap(([k, v]) => (v === undefined ? [] : [[k, v.trim()]])),
  );
  const fill = (words: string) =>
    filled(words, { ...facts, ...(context.env === undefined ? {} : { env: context.env }) });
  return {
    id: row.id,
    what: fill(row.what),
    cause: fill(row.cause),
    next: context.rehearsal ? forRehearsal(row.next.map(fill)) : row.next.map(fill),
    who: row.who,
    exit: row.exit ?? EXIT.failed,
    facts,
  };
}

/** Commands for the real environment would be refused in a rehearsal's workspace, or worse, obeyed. */
const forRehearsal = (next: string[]): string[] => [
  ...next.filter((step) => !step.startsWith('flip-hub ')),
  'flip-hub rehearse deploy --resume',
];

/** `{name}` → its value; a part in square brackets disappears with a name it needs and that is unknown. */
function filled(words: string, values: Record<string, string>): string {
  const known = (name: string) => values[name] !== undefined && values[name] !== '';
  return words
    .replace(/\[([^[\]]*\{(\w+)\}[^[\]]*)\]/g, (_, part: string, name: string) => (known(name) ? part : ''))
    .replace(/\{(\w+)\}/g, (_, name: string) => (known(name) ? (values[name] as string) : `<${name}>`));
}

/** Terraform wraps long words at the terminal's width and frames them: patterns are written for one line. */
function unwrapped(text: string): string {
  return text.replace(/\s*\n[ \t│|]*/g, '\n').replace(/([^\n.:;])\n(?=[a-z("'])/g, '$1 ');
}
