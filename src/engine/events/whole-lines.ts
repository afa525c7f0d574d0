/**
 * What a tool said, as whole lines in UTF-8. In a flood they are only looked through and copied on: as texts they would be
 * most of what the process leaves behind, and clearing that away most of what it does.
 */
const LINE_FEED = 10;
/** Where lines end, before it is known how many there are. */
let found = new Uint32Array(4096);

export class WholeLines {
  /** Each line with its line feed. Theirs who handed them out, until they go on: who keeps lines copies them. */
  readonly bytes: Buffer;
  #ends: Uint32Array | undefined;
  #text: string | undefined;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** `text` ends with a line feed. */
  static of(text: string): WholeLines {
    return new WholeLines(Buffer.from(text, 'utf8'));
  }

  /** All of them, for who reads. */
  get text(): string {
    this.#text ??= this.bytes.toString('utf8');
    return this.#text;
  }

  /** Where each line ends in the bytes, its line feed included. May be kept. */
  get ends(): Uint32Array {
    this.#ends ??= endsIn(this.bytes);
    return this.#ends;
  }

  get count(): number {
    return this.ends.length;
  }
}

function endsIn(bytes: Buffer): Uint32Array {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) {
    if (count === found.length) {
      const more = new Uint32Array(2 * count);
      more.set(found);
      found = more;
    }
    found[count] = at + 1;
    count += 1;
  }
  return found.slice(0, count);
}
