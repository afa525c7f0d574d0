/** Lines that a person types (or pastes, several at once), handed out one by one. Owns standard input while it is open. */
import { createInterface } from 'node:readline';

export class TypedLines {
  readonly #lines: ReturnType<typeof createInterface>;
  readonly #typed: string[] = [];
  #ended = false;
  #wake: () => void = () => {};

  constructor(input: NodeJS.ReadableStream, signal: AbortSignal) {
    this.#lines = createInterface({ input, terminal: false });
    this.#lines.on('line', (line) => {
      this.#typed.push(line);
      this.#wake();
    });
    const end = () => {
      this.#ended = true;
      this.#wake();
    };
    this.#lines.on('close', end);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  }

  /** The next line without its end, or undefined when input ended or was withdrawn. */
  async next(): Promise<string | undefined> {
    while (this.#typed.length === 0 && !this.#ended)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    return this.#typed.shift();
  }

  close(): void {
    this.#lines.close();
  }
}
