/**
 * The terminal behind a pane: takes what a program writes, knows what its screen looks like now, and gives that as rows
 * with the program's own colours. Answers what the program asks its terminal. Draws nothing itself.
 */
import xterm from '@xterm/headless';
import type { PaneSize } from '../../engine/pane-port.ts';
import type { Paint, Row, Span } from '../theme/row.ts';

type BufferCell = NonNullable<ReturnType<NonNullable<ReturnType<xterm.IBuffer['getLine']>>['getCell']>>;

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
const SHOW_CURSOR = 25;

export class PaneTerminal {
  readonly #terminal: xterm.Terminal;
  #cursor = true;

  /** `answer` gets what goes back to the program: its questions about the terminal's state. */
  constructor(size: PaneSize, answer: (text: string) => void) {
    this.#terminal = new xterm.Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true, scrollback: 0 });
    this.#terminal.onData(answer);
    for (const [final, shown] of [
      ['h', true],
      ['l', false],
    ] as const)
      this.#terminal.parser.registerCsiHandler({ prefix: '?', final }, (params) => {
        if (params.flat().includes(SHOW_CURSOR)) this.#cursor = shown;
        return false;
      });
  }

  /** `then` is called once it can be seen. */
  write(text: string, then: () => void): void {
    this.#terminal.write(text, then);
  }

  /** Resolves when everything written so far can be seen. */
  settled(): Promise<void> {
    return new Promise((resolve) => this.#terminal.write('', resolve));
  }

  resize({ columns, rows }: PaneSize): void {
    this.#terminal.resize(Math.max(2, columns), Math.max(1, rows));
  }

  /** The screen as it is; `cursor`: with the place where the next key goes. */
  rows(cursor: boolean): Row[] {
    const { active } = this.#terminal.buffer;
    const { cols, rows } = this.#terminal;
    return Array.from({ length: rows }, (_, y) => {
      const line = active.getLine(active.baseY + y);
      const spans: Span[] = [];
      let style = '';
      for (let x = 0; x < cols; x += 1) {
        const cell = line?.getCell(x);
        if (cell === undefined || cell.getWidth() === 0) continue;
        const here = cursor && this.#cursor && active.cursorY === y && active.cursorX === x;
        const next = spanOf(cell, here);
        const nextStyle = JSON.stringify({ ...next, text: '' });
        const last = spans.at(-1);
        if (last && nextStyle === style) spans[spans.length - 1] = { ...last, text: last.text + next.text };
        else spans.push(next);
        style = nextStyle;
      }
      while (spans.length > 0 && isBlank(spans.at(-1))) spans.pop();
      const last = spans.at(-1);
      if (last && last.paint === undefined && last.invert !== true)
        spans[spans.length - 1] = { ...last, text: last.text.trimEnd() };
      return spans;
    });
  }

  dispose(): void {
    this.#terminal.dispose();
  }
}

const isBlank = (s: Span | undefined): boolean =>
  s !== undefined && s.text.trim() === '' && s.invert !== true && s.paint === undefined;

function spanOf(cell: BufferCell, cursor: boolean): Span {
  const color = colour(cell.isFgRGB(), cell.isFgPalette(), cell.getFgColor());
  const background = colour(cell.isBgRGB(), cell.isBgPalette(), cell.getBgColor());
  const paint: Paint = {
    ...(color === undefined ? {} : { color }),
    ...(background === undefined ? {} : { background }),
    ...(cell.isUnderline() ? { underline: true } : {}),
    ...(cell.isItalic() ? { italic: true } : {}),
    ...(cell.isDim() ? { dim: true } : {}),
  };
  const invert = (cell.isInverse() !== 0) !== cursor;
  return {
    text: cell.isInvisible() ? ' '.repeat(cell.getWidth()) : cell.getChars() || ' ',
    ...(cell.isBold() ? { bold: true } : {}),
    ...(invert ? { invert } : {}),
    ...(Object.keys(paint).length > 0 ? { paint } : {}),
  };
}

/** The eight colours and their bright ones by name, so that the operator's own theme says how they look. */
function colour(rgb: boolean, palette: boolean, value: number): string | undefined {
  if (rgb) return `#${value.toString(16).padStart(6, '0')}`;
  if (!palette) return undefined;
  if (value < 8) return NAMES[value];
  return value < 16 ? `${NAMES[value - 8]}Bright` : `ansi256(${value})`;
}
