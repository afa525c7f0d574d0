/** The help overlay: every key from the key table and what each sign on the screen means. */
import { KEYS } from '../../keys/key-table.ts';
import type { ScreenState } from '../../model/screen-state.ts';
import { bold, dim, type Row, type Span, span } from '../../theme/row.ts';
import { padEnd, wrapCells } from '../../theme/text-cells.ts';
import type { Theme } from '../../theme/theme.ts';
import { type Frame, filled, line, rule } from '../frame.ts';
import { keyBar } from '../key-bar.ts';

const KEY = 20;

export function helpRows(frame: Frame): Row[] {
  const keys = KEYS.flatMap((entry) =>
    wrapCells(entry.help, frame.columns - KEY - 3).map((text, i) =>
      line(frame, [bold(padEnd(i === 0 ? entry.key(frame.theme.glyphs) : '', KEY)), span(text)]),
    ),
  );
  const signs = signTable(frame.theme).map(([sign, words]) =>
    line(frame, [sign, span(' '.repeat(KEY - 1)), span(words)]),
  );
  return [rule(frame, 'keys'), ...keys, rule(frame, 'signs'), ...signs];
}

function signTable(theme: Theme): [Span, string][] {
  const { glyphs } = theme;
  return [
    [span(glyphs.done, 'ok'), 'done; with the word "proven": it was already so, checked, and not run again'],
    [span(glyphs.running, 'accent'), 'running, and for how long'],
    [dim(glyphs.waiting), 'waits for other phases'],
    [dim(glyphs.skipped), 'skipped'],
    [bold(glyphs.failed, 'fail'), 'failed; in a plan: deletes'],
    [span(glyphs.add, 'accent'), 'creates'],
    [span(glyphs.change, 'warn'), 'changes in place'],
    [span(glyphs.replace, 'fail'), 'replaces: deletes and creates again'],
    [span(glyphs.import, 'accent'), 'imports: takes over what exists'],
  ];
}

export const helpHeight = (height: number): number => Math.max(1, height - 1);

export function helpScreenRows(frame: Frame, screen: ScreenState): Row[] {
  const rows = helpRows(frame);
  const height = helpHeight(frame.height);
  const top = Math.max(0, Math.min(screen.helpTop, rows.length - height));
  return [...filled(rows.slice(top, top + height), height), keyBar(frame, 'help')].slice(0, frame.height);
}
