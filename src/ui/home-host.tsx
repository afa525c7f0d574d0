/** Shows the home screen until something is chosen. Owns the terminal for that long and gives it back untouched. */
import { type Instance, render } from 'ink';
import { HomeScreen } from './components/home-screen.tsx';
import type { FirstPaint } from './first-paint.ts';
import type { HomeChoice, HomeView } from './model/home-view.ts';
import { readKeysNow } from './raw-mode.ts';
import type { Size } from './screens/frame.ts';
import { createTheme } from './theme/theme.ts';
import { wantsColour } from './theme/wants-colour.ts';

export interface HomeOptions {
  color?: boolean;
  ascii?: boolean;
  stdout?: NodeJS.WriteStream;
  stdin?: NodeJS.ReadStream;
  alternateScreen?: boolean;
  /** Takes the place of the terminal's own size. */
  size?: Size;
  /** The first frame, when it stands there already; the screen takes its place. */
  paint?: FirstPaint;
}

/** Resolves with what was chosen; Ctrl-C, `q` and Esc are `quit`. Rejects only if the screen itself fails. */
export async function runHome(view: HomeView, options: HomeOptions = {}): Promise<HomeChoice> {
  let choice: HomeChoice = { action: 'quit' };
  readKeysNow(options.stdin ?? process.stdin);
  const draw = (): Instance =>
    render(
      <HomeScreen
        view={view}
        theme={createTheme({ color: options.color ?? wantsColour(process.env), ascii: options.ascii ?? false })}
        onChoice={(chosen) => {
          choice = chosen;
          instance.unmount();
        }}
        {...(options.size === undefined ? {} : { size: options.size })}
      />,
      {
        stdout: options.stdout ?? process.stdout,
        stdin: options.stdin ?? process.stdin,
        exitOnCtrlC: false,
        patchConsole: false,
        interactive: true,
        incrementalRendering: true,
        alternateScreen: options.alternateScreen ?? true,
      },
    );
  const instance = options.paint?.handOver(draw) ?? draw();
  await instance.waitUntilExit();
  return choice;
}
