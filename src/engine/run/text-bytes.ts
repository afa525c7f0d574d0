/**
 * Text on its way to a file, gathered as bytes in a buffer that is used again and again: in a flood, new ones for every
 * piece would be most of what the process holds. Opens and writes nothing itself.
 */
import type { WholeLines } from '../events/whole-lines.ts';

const BYTES = 256 * 1024;
/** Room behind what is gathered for lines that are about to be: more than is read of a tool at once. */
const ASIDE = 128 * 1024;

export class TextBytes {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #bytes = Buffer.allocUnsafeSlow(BYTES + ASIDE);
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
    const bytes = Buffer.from(text, 'utf8');
    this.#append(bytes, 0, bytes.length);
  }

  /** Every line begins with `before`. */
  addLines({ bytes, ends }: WholeLines, before: string): void {
    const head = Buffer.from(before, 'utf8');
    // Within one buffer a line is moved for half of what it costs to copy it from another one.
    const aside = bytes.length <= ASIDE;
    if (aside) this.#bytes.set(bytes, BYTES);
    let from = 0;
    for (let line = 0; line < ends.length; line += 1) {
      const end = ends[line] as number;
      if (this.#length + head.length + end - from > BYTES) this.flush();
      this.#bytes.set(head, this.#length);
      this.#length += head.length;
      if (aside) {
        this.#bytes.copyWithin(this.#length, BYTES + from, BYTES + end);
        this.#length += end - from;
      } else this.#append(bytes, from, end);
      from = end;
    }
  }

  /** Hands over what is gathered. What `write` throws goes to the caller, and what it was given is forgotten. */
  flush(): void {
    const length = this.#length;
    this.#length = 0;
    if (length > 0) this.#write(this.#bytes.subarray(0, length));
  }

  #append(source: Buffer, from: number, end: number): void {
    let at = from;
    // Once, but for a single line that is longer than all there is room for.
    while (at < end) {
      if (this.#length === BYTES) this.flush();
      const taken = source.copy(this.#bytes, this.#length, at, Math.min(end, at + BYTES - this.#length));
      this.#length += taken;
      at += taken;
    }
  }
}
