/**
 * One program in a pseudo-terminal, timed from its start to the moment a wanted screen stands there. Chunks are stamped as
 * they arrive and read through a real terminal emulator afterwards, so that reading them costs the program no time.
 */
import { stripVTControlCharacters } from 'node:util';
import xterm from '@xterm/headless';
import * as pty from 'node-pty';
import type { Sample } from './alternate.ts';
import type { Program } from './spawned.ts';

const COLUMNS = 80;
const ROWS = 24;
const PATIENCE_MS = 30_000;

export interface WantedScreen {
  /** Each must stand on the screen at the same time. */
  words: readonly string[];
  /** Typed once the words were seen. */
  thenType: string;
}

interface Chunk {
  at: number;
  data: string;
}

/**
 * Takes the program from one screen to the next; the time is that of the last one. What is typed there must end the
 * program. Throws when it ends, or half a minute passes, before that.
 */
export async function timeToScreen(program: Program, ...screens: readonly WantedScreen[]): Promise<Sample> {
  const chunks: Chunk[] = [];
  const coming = [...screens];
  let text = '';
  const { ended, started } = run(program, (data, type) => {
    chunks.push({ at: performance.now(), data });
    text += stripVTControlCharacters(data);
    const [next] = coming;
    if (next === undefined || !next.words.every((word) => text.includes(word))) return;
    coming.shift();
    text = '';
    type(next.thenType);
  });
  await ended;
  const last = screens.at(-1);
  const at = coming.length > 0 || last === undefined ? undefined : await firstShown(chunks, last.words);
  if (at === undefined) throw new Error(`${coming[0]?.words.join(', ')} never stood on the screen; it got:\n${text}`);
  return { ms: at - started };
}

/** The peer: a program that draws nothing, from its start to its end in the same kind of terminal. */
export async function timeToEndOnTerminal(program: Program): Promise<Sample> {
  const { ended, started } = run(program, () => {});
  return { ms: (await ended) - started };
}

function run(program: Program, onData: (data: string, type: (keys: string) => void) => void) {
  const { file, args, cwd, env } = program;
  const started = performance.now();
  const child = pty.spawn(file, [...args], { name: 'xterm-256color', cols: COLUMNS, rows: ROWS, cwd, env });
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  child.onData((data) => onData(data, (keys) => child.write(keys)));
  const ended = new Promise<number>((resolve) => {
    child.onExit(() => {
      clearTimeout(timer);
      resolve(performance.now());
    });
  });
  return { started, ended };
}

async function firstShown(chunks: readonly Chunk[], words: readonly string[]): Promise<number | undefined> {
  const terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
  try {
    for (const { at, data } of chunks) {
      await new Promise<void>((resolve) => terminal.write(data, resolve));
      const { active } = terminal.buffer;
      const lines = Array.from(
        { length: ROWS },
        (_, y) => active.getLine(active.baseY + y)?.translateToString(true) ?? '',
      );
      const shown = lines.join('\n');
      if (words.every((word) => shown.includes(word))) return at;
    }
    return undefined;
  } finally {
    terminal.dispose();
  }
}
