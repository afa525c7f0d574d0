/**
 * Lines of data or text on their way out. Node queues in memory what a slow reader has not taken; here whoever makes the
 * lines can ask whether there is room. A reader that went away is told nothing more.
 */
export class Output {
  readonly #stream: NodeJS.WritableStream;
  #gone = false;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
    stream.on('error', () => {
      this.#gone = true;
    });
  }

  write(text: string): void {
    if (!this.#gone) this.#stream.write(text);
  }

  /** Undefined while the reader keeps up; else resolves when everything written so far was taken, or the reader is gone. */
  room(): Promise<void> | undefined {
    if (this.#gone || (this.#stream as { writableNeedDrain?: boolean }).writableNeedDrain !== true) return undefined;
    return new Promise((resolve) => {
      const done = () => {
        this.#stream.off('drain', done).off('error', done).off('close', done);
        resolve();
      };
      this.#stream.on('drain', done).on('error', done).on('close', done);
    });
  }

  /** Resolves when everything written so far has left the process. */
  drained(): Promise<void> {
    return this.#gone ? Promise.resolve() : new Promise((resolve) => void this.#stream.write('', () => resolve()));
  }
}
