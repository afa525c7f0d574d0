/**
 * One line after the other from a terminal, with or without an echo. Owns standard input while it is open; Ctrl-C, an end of
 * input and an abort end it.
 */
import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';

export interface Line {
  text: string;
  /** Nothing more will come. */
  end: boolean;
}

export class LineReader {
  readonly #lines: Interface;
  readonly #waiting: string[] = [];
  #silent = false;
  #ended = false;
  #wake: () => void = () => {};

  constructor(stdin: NodeJS.ReadStream, output: NodeJS.WritableStream, over: AbortSignal) {
    const echo = new Writable({
      write: (chunk, _encoding, done) => {
        if (!this.#silent) output.write(chunk);
        done();
      },
    });
    this.#lines = createInterface({ input: stdin, output: echo, terminal: stdin.isTTY === true });
    this.#lines.on('line', (line) => {
      this.#waiting.push(line);
      this.#wake();
    });
    const end = (): void => {
      this.#ended = true;
      this.#wake();
    };
    this.#lines.on('close', end).on('SIGINT', end);
    if (over.aborted) end();
    else over.addEventListener('abort', end, { once: true });
  }

  async line(prompt: string): Promise<Line> {
    this.#lines.setPrompt(prompt);
    this.#lines.prompt();
    return this.#next();
  }

  /** Undefined when `over` comes first: what is typed later answers the next question. */
  async lineBefore(prompt: string, over: AbortSignal): Promise<Line | undefined> {
    this.#lines.setPrompt(prompt);
    this.#lines.prompt();
    const wake = (): void => this.#wake();
    over.addEventListener('abort', wake, { once: true });
    const line = await this.#next(over);
    over.removeEventListener('abort', wake);
    return line.end && over.aborted && !this.#ended ? undefined : line;
  }

  /** What is typed is not echoed, not even as stars: a length tells something too. */
  async hidden(prompt: string): Promise<Line> {
    this.#lines.setPrompt(prompt);
    this.#lines.prompt();
    this.#silent = true;
    const line = await this.#next();
    this.#silent = false;
    this.#lines.setPrompt('');
    return line;
  }

  close(): void {
    this.#lines.close();
  }

  async #next(over?: AbortSignal): Promise<Line> {
    while (this.#waiting.length === 0 && !this.#ended && over?.aborted !== true)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    const text = this.#waiting.shift();
    return text === undefined ? { text: '', end: true } : { text, end: false };
  }
}
