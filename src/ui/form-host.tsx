/** Shows a form until it is over or left. */
import type { Form, FormEnd } from '../engine/form-port.ts';
import { copySequence } from './clipboard.ts';
import { FormScreen } from './components/form-screen.tsx';
import { type OwnScreenOptions, showOwnScreen } from './own-screen.ts';

export interface FormScreenOptions extends OwnScreenOptions {
  /** Opens an address in the operator's browser. */
  open?: (url: string) => void;
}

/** `done` when the form is over; `left` when the operator leaves, a signal comes, or the terminal goes away. */
export async function runFormScreen(form: Form, over: AbortSignal, options: FormScreenOptions): Promise<FormEnd> {
  await showOwnScreen(
    ({ theme, stdout, sized, leave }) => ({
      element: (
        <FormScreen
          form={form}
          theme={theme}
          onLeave={() => leave('quit')}
          copy={(text) => void stdout.write(copySequence(text))}
          {...(options.open === undefined ? {} : { open: options.open })}
          {...sized}
        />
      ),
    }),
    over,
    options,
  );
  return form.over() ? 'done' : 'left';
}
