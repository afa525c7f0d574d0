/**
 * Starts a program in a terminal of its own (a pseudo-terminal), for a host that draws it: a login that asks, an installer
 * that wants a password. The door for programs that a person talks with; what they say is in no log and no result.
 */
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import type { PaneProgram, PaneSize } from '../engine/pane-port.ts';
import type { LongCall } from './process.ts';

/** How long a program may take to go after its terminal was taken away. */
const GRACE_MS = 2_000;

/** Throws `tool-missing` where no pseudo-terminal can be had. */
export async function startInPane(call: LongCall, size: PaneSize): Promise<PaneProgram> {
  const pty = await import('node-pty').catch((cause: unknown) => {
    throw cannotStart(call, cause);
  });
  const { columns: cols, rows } = size;
  const env = { ...call.env, TERM: 'xterm-256color' };
  let child: ReturnType<typeof pty.spawn>;
  try {
    child = pty.spawn(call.file, [...call.args], { name: env.TERM, cols, rows, cwd: call.cwd, env });
  } catch (cause) {
    throw cannotStart(call, cause);
  }
  let over = false;
  let early = '';
  let listener: ((text: string) => void) | undefined;
  child.onData((text) => {
    if (listener) listener(text);
    else early += text;
  });
  const ended = new Promise<number>((resolve) => {
    child.onExit(({ exitCode, signal }) => {
      over = true;
      resolve(signal === undefined || signal === 0 ? exitCode : 128 + signal);
    });
  });
  const hangUp = (signal: NodeJS.Signals) => {
    // It leads a session of its own, so its group is whatever it started.
    try {
      process.kill(-child.pid, signal);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
    }
  };
  return {
    ended,
    onOutput(next) {
      listener = next;
      if (early !== '') next(early);
      early = '';
    },
    write: (keys) => {
      if (!over) child.write(keys);
    },
    resize: ({ columns, rows: height }) => {
      if (!over) child.resize(columns, height);
    },
    end() {
      if (over) return;
      hangUp('SIGHUP');
      const hard = setTimeout(() => hangUp('SIGKILL'), GRACE_MS);
      void ended.then(() => clearTimeout(hard));
    },
  };
}

const cannotStart = ({ file, args }: LongCall, cause: unknown): HubError =>
  new HubError(
    {
      code: 'tool-missing',
      who: 'environment',
      what: `${file} cannot be started in a terminal of its own`,
      cause: cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause),
      next: [`run it yourself: ${[file, ...args].join(' ')}`],
      exit: EXIT.precondition,
      tool: file,
    },
    { cause },
  );
