/**
 * The child of the flood: lines of a hundred bytes as fast as they are taken, in numbered blocks of a thousand, each of
 * which ends with a line that holds a secret. Run as a program it prints as many as its argument says; imported it says
 * what it will print, and what must be left of that.
 */
import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const BYTES = 100;
const SECRETS = 24;
export const BLOCK = 1000;

export const FLOOD_PROGRAM = fileURLToPath(import.meta.url);

/** The words with which every line of the flood begins, and no other line of a log. */
const MARK = 'flood:';

/** The first four are keys of the environment file; the others are what one of them, a JSON object, holds. */
export const floodSecrets = (): string[] =>
  Array.from({ length: SECRETS }, (_, i) => createHash('sha256').update(`flood ${i}`).digest('base64'));

const line = (text: string) => `${MARK} ${text} `.padEnd(BYTES - 1, '.');
const MIDDLE = `${line('module.compute.aws_ecs_service.flip_api: Still creating... [elapsed 1m10s]')}\n`.repeat(
  BLOCK - 2,
);
const block = (number: number, last: string) => `${line(`block ${number}`)}\n${MIDDLE}${last}\n`;
const telling = (secret: string) => line(`the value is ${secret}`);

async function print(lines: number): Promise<void> {
  const lasts = floodSecrets().map(telling);
  for (let i = 0; i < lines / BLOCK; i += 1)
    if (!process.stdout.write(block(i, lasts[i % lasts.length] ?? ''))) await once(process.stdout, 'drain');
}

/** Counts and hashes the lines of the flood that a log holds, in order, without the time and the phase before each. */
export class FloodSeen {
  readonly #hash: Hash = createHash('sha1');
  lines = 0;

  /** Whole lines. */
  take(text: string): void {
    // Only the lines of the flood, from their mark on.
    for (const found of text.matchAll(LINES)) {
      this.#hash.update(found[0]);
      this.lines += 1;
    }
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}
const LINES = new RegExp(`${MARK} .*\n`, 'g');

/** What must be seen of so many lines when secret `i` is replaced by `labels[i]`. */
export function floodExpected(lines: number, labels: readonly string[]): FloodSeen {
  const seen = new FloodSeen();
  const lasts = floodSecrets().map((secret, i) => telling(secret).replace(secret, () => labels[i] ?? ''));
  for (let i = 0; i < lines / BLOCK; i += 1) seen.take(block(i, lasts[i % lasts.length] ?? ''));
  return seen;
}

if (process.argv[1] === FLOOD_PROGRAM) await print(Number(process.argv[2]));
