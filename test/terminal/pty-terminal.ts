/**
 * A program in a pseudo-terminal, read through a real terminal emulator: what an operator would see, cell by cell.
 * Every program started here is killed at the end of its test by `using`, whatever happened.
 */
import xterm from '@xterm/headless';
import * as pty from 'node-pty';

export interface PtyOptions {
  columns?: number;
  rows?: number;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** How long `waitFor` waits before it shows the screen and fails. */
  patienceMs?: number;
}

export interface Cell {
  text: string;
  bold: boolean;
  dim: boolean;
  inverse: boolean;
  /** `palette:2`, `#aabbcc`, or undefined for the terminal's own. */
  foreground: string | undefined;
  background: string | undefined;
}

export class PtyTerminal implements AsyncDisposable {
  readonly #terminal: xterm.Terminal;
  readonly #process: pty.IPty;
  readonly #changed = new Set<() => void>();
  readonly #exit = Promise.withResolvers<{ code: number; signal: number }>();
  readonly #patience: number;
  readonly #destroy: () => void;
  #gone = false;
  #over = false;
  #bytes = 0;
  #clipboard: string | undefined;

  constructor(file: string, args: readonly string[], options: PtyOptions = {}) {
    const { columns = 80, rows = 24 } = options;
    this.#patience = options.patienceMs ?? 30_000;
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 2000 });
    this.#process = pty.spawn(file, [...args], {
      name: 'xterm-256color',
      cols: columns,
      rows,
      cwd: options.cwd ?? process.cwd(),
      env: environmentOf(options.env ?? process.env),
    });
    this.#destroy = readToTheEnd(this.#process, () => this.#bytes);
    this.#process.onData((data) => {
      this.#bytes += data.length;
      this.#terminal.write(data, () => this.#tell());
    });
    this.#terminal.parser.registerOscHandler(52, (data) => {
      this.#clipboard = Buffer.from(data.split(';')[1] ?? '', 'base64').toString();
      return true;
    });
    // What the program asks the terminal (its size, its abilities) is answered as a real one would.
    this.#terminal.onData((answer) => {
      if (!this.#gone) this.#process.write(answer);
    });
    this.#process.onExit(({ exitCode, signal }) => {
      this.#gone = true;
      // The last output is still being parsed: until it is, nobody may conclude that something did not come.
      this.#terminal.write('', () => {
        this.#over = true;
        this.#exit.resolve({ code: exitCode, signal: signal ?? 0 });
        this.#tell();
      });
    });
  }

  #tell(): void {
    for (const listener of [...this.#changed]) listener();
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Bytes the program wrote so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What the program put on the terminal's clipboard last. */
  get clipboard(): string | undefined {
    return this.#clipboard;
  }

  get columns(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  get alternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  get cursor(): { column: number; row: number } {
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return { column: cursorX, row: cursorY };
  }

  /** The rows on the screen now, trailing blanks removed. */
  lines(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from(
      { length: this.rows },
      (_, y) => active.getLine(active.baseY + y)?.translateToString(true, 0, this.columns) ?? '',
    );
  }

  text(): string {
    return this.lines().join('\n').trimEnd();
  }

  /** Everything including what scrolled away. */
  history(): string {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: active.length }, (_, y) => active.getLine(y)?.translateToString(true) ?? '')
      .join('\n')
      .trimEnd();
  }

  cells(): Cell[][] {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.rows }, (_, y) => {
      const line = active.getLine(active.baseY + y);
      return Array.from({ length: this.columns }, (_, x) => cellOf(line?.getCell(x)));
    });
  }

  keys(...keys: string[]): void {
    for (const key of keys) this.#process.write(key);
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
    this.#process.resize(columns, rows);
  }

  /** The terminal goes away under the program, as when a connection drops: its reads and writes fail from now on. */
  hangUp(): void {
    this.#destroy();
  }

  /** Takes nothing more from the program, as a line does that has stopped moving; `flow` goes on. */
  stall(): void {
    this.#process.pause();
  }

  flow(): void {
    this.#process.resume();
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Resolves when the screen fulfils `wanted`; rejects with the screen as it is when patience or the program ends. */
  waitFor(wanted: string | RegExp | ((text: string) => boolean), from: 'screen' | 'history' = 'screen'): Promise<void> {
    const fulfilled = (): boolean => {
      const text = from === 'screen' ? this.text() : this.history();
      if (typeof wanted === 'string') return text.includes(wanted);
      return wanted instanceof RegExp ? wanted.test(text) : wanted(text);
    };
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.#changed.delete(check);
      };
      const give = (why: string): void => {
        stop();
        reject(new Error(`${why} while waiting for ${String(wanted)}; the screen was:\n${this.text()}`));
      };
      const check = (): void => {
        if (fulfilled()) {
          stop();
          resolve();
        } else if (this.#over) give('the program ended');
      };
      const timer = setTimeout(() => give(`nothing for ${this.#patience} ms`), this.#patience);
      this.#changed.add(check);
      check();
    });
  }

  exited(): Promise<{ code: number; signal: number }> {
    return this.#exit.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#gone) this.#process.kill('SIGKILL');
    await this.#exit.promise;
    this.#terminal.dispose();
  }
}

/** A pause in which a terminal with something to read would have given it. */
const PAUSE_MS = 25;

/**
 * node-pty closes the terminal 200 ms after a program's end, read or not; on a busy machine the last screen is then
 * missing. Here it is closed at the first pause. Returns what closes it at once.
 */
function readToTheEnd(process: pty.IPty, read: () => number): () => void {
  const inner = process as unknown as { _socket: { destroy(): void }; destroy(): void };
  const atOnce = inner._socket.destroy.bind(inner._socket);
  inner._socket.destroy = () => {
    const before = read();
    setTimeout(() => (read() === before ? atOnce() : inner._socket.destroy()), PAUSE_MS);
  };
  return () => {
    inner._socket.destroy = atOnce;
    inner.destroy();
  };
}

/** Under CI=true Ink draws nothing until the end, even on a terminal; `CI=''` counts as well. */
function environmentOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const copy: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && name !== 'CI' && name !== 'CONTINUOUS_INTEGRATION') copy[name] = value;
  }
  return copy;
}

type BufferCell = ReturnType<NonNullable<ReturnType<xterm.IBuffer['getLine']>>['getCell']>;

function cellOf(cell: BufferCell): Cell {
  if (!cell) return { text: '', bold: false, dim: false, inverse: false, foreground: undefined, background: undefined };
  const colour = (isRgb: boolean, isPalette: boolean, value: number): string | undefined =>
    isRgb ? `#${value.toString(16).padStart(6, '0')}` : isPalette ? `palette:${value}` : undefined;
  return {
    text: cell.getWidth() === 0 ? '' : cell.getChars() || ' ',
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    inverse: cell.isInverse() !== 0,
    foreground: colour(cell.isFgRGB(), cell.isFgPalette(), cell.getFgColor()),
    background: colour(cell.isBgRGB(), cell.isBgPalette(), cell.getBgColor()),
  };
}
