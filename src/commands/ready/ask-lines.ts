/** Questions with a typed answer, around a command that has no screen. Each names the flag that answers it. */
import { createInterface } from 'node:readline/promises';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import type { CommandContext } from '../context.ts';

export interface LineQuestion {
  words: string;
  /** What a script gives instead. */
  flag: string;
  /** Taken when nothing is typed. */
  offered?: string | undefined;
  /** Undefined: good; else why not, in a line. */
  wrong?: (typed: string) => string | undefined;
}

/** Asks until the answer is good. Throws exit 2 where nobody can be asked, exit 5 when input ends. */
export async function askLine(ctx: CommandContext, question: LineQuestion): Promise<string> {
  const { words, flag, offered, wrong = () => undefined } = question;
  if (!ctx.interactive)
    throw new HubError({
      code: 'usage',
      who: 'operator',
      what: `${ctx.command} needs an answer: ${words}`,
      next: [`answer it with ${flag}`],
      exit: EXIT.usage,
    });
  const lines = createInterface({ input: ctx.io.stdin, output: ctx.io.stderr });
  const gone = new AbortController();
  lines.once('close', () => gone.abort());
  lines.once('SIGINT', () => gone.abort());
  try {
    for (;;) {
      const shown = offered === undefined || offered === '' ? '' : ` [${offered}]`;
      const typed = (await lines.question(`${words}${shown} `, { signal: gone.signal })).trim() || (offered ?? '');
      const why = wrong(typed);
      if (why === undefined) return typed;
      ctx.io.stderr.write(`  ${why}\n`);
    }
  } catch (error) {
    if (!gone.signal.aborted) throw error;
    throw new HubError({
      code: 'declined',
      who: 'operator',
      what: 'stopped at a question; nothing was written',
      next: [`flip-hub ${ctx.command}`],
      exit: EXIT.declined,
    });
  } finally {
    lines.close();
  }
}
