/** A sign-in that waits for a person: what to open, what to compare, until when; and the address as a QR code. */
import { renderUnicodeCompact } from 'uqr';
import type { EventOf } from '../../../engine/events/types.ts';
import type { RunView } from '../../model/run-view.ts';
import type { ScreenState } from '../../model/screen-state.ts';
import { bold, dim, type Row, span } from '../../theme/row.ts';
import { clean, wrapCells } from '../../theme/text-cells.ts';
import { dotted, type Frame, filled, line } from '../frame.ts';
import { keyBar } from '../key-bar.ts';

export function signInRows(frame: Frame, view: RunView, screen: ScreenState): Row[] {
  if (!view.signIn || view.finished || screen.screen !== 'board') return [];
  return signInNotice(frame, view.signIn);
}

/** What is shown of a sign-in, wherever it is waited for. */
export type WantedSignIn = Pick<EventOf<'sign-in'>, 'profile' | 'completeUrl' | 'userCode' | 'until'>;

export function signInNotice(frame: Frame, wanted: WantedSignIn): Row[] {
  const keys = [
    ['o', 'open the browser'],
    ['c', 'copy the address'],
    ['Q', 'QR code'],
  ] as const;
  return [
    line(frame, [
      bold(`${frame.theme.glyphs.warn} Sign in to AWS`, 'warn'),
      span(`  profile ${clean(wanted.profile)}, until ${frame.timeOf(wanted.until)}`),
    ]),
    // Cut nowhere: half an address opens nothing.
    ...wrapCells(clean(wanted.completeUrl), frame.columns - 9).map((part, at) =>
      line(frame, [span(at === 0 ? '  open  ' : '        '), bold(part, 'accent')]),
    ),
    line(frame, [span('  code  '), bold(clean(wanted.userCode)), span('  allow it only if the page shows the same')]),
    line(frame, [
      span('  '),
      ...dotted(
        frame,
        keys.map(([key, words]) => span(`${key} ${words}`)),
      ),
    ]),
  ];
}

/** The code in the middle, or why it is not there. */
export function qrScreenRows(frame: Frame, view: RunView): Row[] {
  const rows = view.signIn === undefined ? [line(frame, [dim('no sign-in is waiting')])] : qrRows(frame, view.signIn);
  return [...filled(rows, frame.height - 1), keyBar(frame, 'qr')].slice(0, frame.height);
}

/** The address as a QR code, or why there is none and the address itself. */
export function qrRows(frame: Frame, wanted: WantedSignIn): Row[] {
  const code = renderUnicodeCompact(wanted.completeUrl, { border: 1, ecc: 'L' }).split('\n');
  const width = code[0]?.length ?? 0;
  if (frame.theme.ascii)
    return [line(frame, [span('A QR code needs more than ASCII. The address is:')]), ...addressRows(frame, wanted)];
  if (width > frame.columns - 1 || code.length > frame.height - 1)
    return [
      line(frame, [
        span(`The QR code needs ${width + 1} columns and ${code.length + 2} rows: make the window larger, or open:`),
      ]),
      ...addressRows(frame, wanted),
    ];
  const left = ' '.repeat(Math.max(0, Math.floor((frame.columns - width) / 2)));
  return code.map((row) => [span(`${left}${row}`)]);
}

const addressRows = (frame: Frame, wanted: WantedSignIn): Row[] =>
  wrapCells(clean(wanted.completeUrl), frame.columns - 3).map((part) => line(frame, [bold(part, 'accent')]));
