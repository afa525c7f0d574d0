/** Shows a form until it is over or left. Owns the terminal for that long and gives it back untouched. */
import { type Instance, render } from 'ink';
import type { Form, FormEnd } from '../engine/form-port.ts';
import { FormScreen } from './components/form-screen.tsx';
import { readKeysNow } from './raw-mode.ts';
import type { Size } from './screens/frame.ts';
import { holdStrayOutput } from './stray-output.ts';
import { watchTerminal } from './terminal-watch.ts';
import { createTheme } from './theme/theme.ts';

export interface FormHostOptions {
  color: boolean;
  ascii: boolean;
  stdout: NodeJS.WriteStream;
  stdin: NodeJS.ReadStream;
  stderr: NodeJS.WriteStream;
  /** Signals that mean what Ctrl-C means. */
  signals: readonly NodeJS.Signals[];
  /** Takes the place of the terminal's own size. */
  size?: Size;
}

/** `done` when the form is over; `left` when the operator leaves, a signal comes, or the terminal goes away. */
export async function runFormScreen(form: Form, over: AbortSignal, options: FormHostOptions): Promise<FormEnd> {
  const { stdin, stdout, stderr } = options;
  const stray = holdStrayOutput(stderr);
  let lost = false;
  let instance: Instance | undefined;
  const leave = (): void => instance?.unmount();
  const watch = watchTerminal([stdin, stdout, stderr], options.signals, {
    dying: leave,
    lost: () => {
      lost = true;
      leave();
    },
    signal: leave,
  });
  readKeysNow(stdin);
  instance = render(
    <FormScreen
      form={form}
      theme={createTheme({ color: options.color, ascii: options.ascii })}
      onLeave={leave}
      {...(options.size === undefined ? {} : { size: options.size })}
    />,
    {
      stdout,
      stdin,
      exitOnCtrlC: false,
      patchConsole: false,
      interactive: true,
      incrementalRendering: true,
      alternateScreen: true,
    },
  );
  over.addEventListener('abort', leave, { once: true });
  if (over.aborted) leave();
  try {
    await instance.waitUntilExit();
  } finally {
    over.removeEventListener('abort', leave);
    watch.end(lost);
    stray.release();
  }
  return form.over() ? 'done' : 'left';
}
