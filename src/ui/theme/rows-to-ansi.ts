/**
 * Rows as plain terminal text, for what stays in the scrollback after the screen has gone.
 * Owns the few SGR codes this needs; with `color: false` the text is bare.
 */
import { fitText } from './ascii-text.ts';
import type { Row, Span, Tone } from './row.ts';
import type { Theme } from './theme.ts';

const TONE_CODE: Record<Tone, string> = { accent: '36', ok: '32', warn: '33', fail: '31', dim: '2' };

function ansiSpan(s: Span, theme: Theme): string {
  const text = fitText(s.text, theme);
  if (!theme.color || text.trim() === '') return text;
  const codes = [s.bold ? '1' : '', s.invert ? '7' : '', s.tone ? TONE_CODE[s.tone] : ''].filter((c) => c !== '');
  return codes.length === 0 ? text : `\u001b[${codes.join(';')}m${text}\u001b[0m`;
}

/** One string, each row ended by a newline, trailing blanks removed. */
export function rowsToAnsi(rows: readonly Row[], theme: Theme): string {
  return rows
    .map((row) => {
      const spans = [...row];
      while (spans.length > 0 && spans.at(-1)?.text.trim() === '') spans.pop();
      return `${spans.map((s) => ansiSpan(s, theme)).join('')}\n`;
    })
    .join('');
}
