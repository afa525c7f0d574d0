/**
 * What a tool said in plain words, as far as an error may need it: the first lines, those that name an error with what
 * follows them, and the last ones. A trace of millions of lines costs no more than these.
 */
const FIRST = 40;
const AROUND_ERRORS = 60;
const LAST = 40;
/** Lines after one that names an error: the box that Terraform draws around it. */
const AFTER = 12;

export class PlainWords {
  readonly #first: string[] = [];
  readonly #errors: string[] = [];
  #last: string[] = [];
  #follow = 0;

  /** Whole lines, each with its line feed. */
  take(text: string): void {
    const quiet = this.#first.length === FIRST && this.#follow === 0 && !text.includes('Error');
    const from = quiet ? startOfLast(text, LAST) : 0;
    const lines = ownText(text.slice(from, -1))
      .split('\n')
      .filter((line) => line.trim() !== '');
    if (!quiet) for (const line of lines) this.#sort(line);
    this.#last = [...this.#last, ...lines.slice(-LAST)].slice(-LAST);
  }

  /** The kept lines in order, none twice. */
  get kept(): string[] {
    return [...new Set([...this.#first, ...this.#errors, ...this.#last])];
  }

  #sort(line: string): void {
    if (line.includes('Error')) this.#follow = AFTER;
    if (this.#first.length < FIRST) this.#first.push(line);
    else if (this.#follow > 0 && this.#errors.length < AROUND_ERRORS) this.#errors.push(line);
    if (this.#follow > 0) this.#follow -= 1;
  }
}

/** Where the last `count` lines of a text begin. */
function startOfLast(text: string, count: number): number {
  let at = text.length - 1;
  for (let n = 0; n < count && at > 0; n += 1) at = text.lastIndexOf('\n', at - 1);
  return at + 1;
}

const copying = Buffer.allocUnsafeSlow(16 * 1024);

/**
 * A line cut off a text keeps the whole of it alive, so the few that are kept are cut off a copy: through one buffer, or
 * a flood would leave as many buffers behind as pieces came.
 */
function ownText(text: string): string {
  const length = Buffer.byteLength(text);
  if (length > copying.length) return Buffer.from(text, 'utf8').toString('utf8');
  copying.write(text, 0, 'utf8');
  return copying.toString('utf8', 0, length);
}
