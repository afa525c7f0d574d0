/** For an answer that needs no run: to standard output, without the stream Node makes of it, which takes longer than the rest. */
import { writeSync } from 'node:fs';

const STDOUT = 1;

/** All of the text, in order. A reader that went away (`| head -1`) is no error. */
export function sayAtOnce(text: string): void {
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(STDOUT, rest));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // Somebody made the pipe non-blocking, and it is full: the stream knows how to wait.
    if (code === 'EAGAIN') process.stdout.write(rest);
    else if (code !== 'EPIPE') throw cause;
  }
}
