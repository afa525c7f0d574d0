/**
 * Text on its way to a file, gathered as bytes in buffers that are used again and again. In a flood the texts between
 * would be most of what the process holds, and looking through them most of what it does. Opens and writes nothing itself.
 */
const BYTES = 256 * 1024;
/** What is encoded at once; always fits into the other buffer, whatever stands before each line. */
const PIECE = 64 * 1024;
const LINE_FEED = 10;
const encoder = new TextEncoder();

export class TextBytes {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #bytes = Buffer.allocUnsafeSlow(BYTES);
  readonly #piece = Buffer.allocUnsafeSlow(PIECE);
  #length = 0;

  /** `write` takes what is gathered before it returns; the buffer is used again afterwards. */
  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
  }

  /** Bytes that are gathered and not written. */
  get length(): number {
    return this.#length;
  }

  add(text: string): void {
    for (const length of this.#pieces(text)) this.#append(0, length);
  }

  /** Whole lines, each with its line feed; every one of them begins with `before`. */
  addLines(text: string, before: string): void {
    const head = Buffer.from(before);
    let atStart = true;
    for (const length of this.#pieces(text)) {
      for (let from = 0; from < length; ) {
        const found = this.#piece.indexOf(LINE_FEED, from);
        const end = found === -1 || found >= length ? length : found + 1;
        if (atStart) this.#head(head);
        this.#append(from, end);
        atStart = end === found + 1;
        from = end;
      }
    }
  }

  /** Hands over what is gathered. What `write` throws goes to the caller, and what it was given is forgotten. */
  flush(): void {
    const length = this.#length;
    this.#length = 0;
    if (length > 0) this.#write(this.#bytes.subarray(0, length));
  }

  /** Puts one piece of the text after the other into the same place. */
  *#pieces(text: string): Generator<number> {
    for (let from = 0; from < text.length; ) {
      const { read, written } = encoder.encodeInto(from === 0 ? text : text.slice(from), this.#piece);
      from += read;
      yield written;
    }
  }

  #head(head: Buffer): void {
    if (this.#length + head.length > BYTES) this.flush();
    this.#bytes.set(head, this.#length);
    this.#length += head.length;
  }

  #append(from: number, end: number): void {
    if (this.#length + end - from > BYTES) this.flush();
    this.#length += this.#piece.copy(this.#bytes, this.#length, from, end);
  }
}
