/**
 * What a tool said in plain words, as far as an error may need it: the first lines, those that name an error with what
 * follows them, and the last ones. A trace of millions of lines costs no more than these.
 */
import { linesOf } from '../../engine/events/log-lines.ts';
import type { WholeLines } from '../../engine/events/whole-lines.ts';

const FIRST = 40;
const AROUND_ERRORS = 60;
const LAST = 40;
/** Lines after one that names an error: the box that Terraform draws around it. */
const AFTER = 12;
const END_BYTES = 16 * 1024;

export class PlainWords {
  readonly #first: string[] = [];
  readonly #errors: string[] = [];
  #last: string[] = [];
  /** In place of the last lines while a flood goes on: their bytes, which become text only when somebody asks. */
  readonly #end = Buffer.allocUnsafeSlow(END_BYTES);
  #endLength = 0;
  #follow = 0;

  take(lines: WholeLines): void {
    const quiet = this.#first.length === FIRST && this.#follow === 0 && !lines.bytes.includes('Error');
    if (quiet && this.#endsWith(lines)) return;
    const texts = spoken(linesOf(lines));
    if (!quiet) for (const text of texts) this.#sort(text);
    this.#last = [...this.#lastLines, ...texts.slice(-LAST)].slice(-LAST);
    this.#endLength = 0;
  }

  /** The kept lines in order, none twice. */
  get kept(): string[] {
    return [...new Set([...this.#first, ...this.#errors, ...this.#lastLines])];
  }

  get #lastLines(): string[] {
    return this.#endLength === 0 ? this.#last : spoken(this.#end.toString('utf8', 0, this.#endLength).split('\n'));
  }

  /** True when these are more lines than are kept, and the last ones have been put away as bytes. */
  #endsWith({ bytes, ends }: WholeLines): boolean {
    const from = ends[ends.length - LAST - 1];
    if (from === undefined || bytes.length - from > END_BYTES) return false;
    this.#endLength = bytes.copy(this.#end, 0, from);
    return true;
  }

  #sort(line: string): void {
    if (line.includes('Error')) this.#follow = AFTER;
    if (this.#first.length < FIRST) this.#first.push(line);
    else if (this.#follow > 0 && this.#errors.length < AROUND_ERRORS) this.#errors.push(line);
    if (this.#follow > 0) this.#follow -= 1;
  }
}

const spoken = (lines: string[]): string[] => lines.filter((line) => line.trim() !== '');
