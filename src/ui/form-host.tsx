/** Shows a form until it is over or left. */
import type { Form, FormEnd } from '../engine/form-port.ts';
import { FormScreen } from './components/form-screen.tsx';
import { type OwnScreenOptions, showOwnScreen } from './own-screen.ts';

/** `done` when the form is over; `left` when the operator leaves, a signal comes, or the terminal goes away. */
export async function runFormScreen(form: Form, over: AbortSignal, options: OwnScreenOptions): Promise<FormEnd> {
  await showOwnScreen(
    ({ theme, sized, leave }) => ({
      element: <FormScreen form={form} theme={theme} onLeave={() => leave('quit')} {...sized} />,
    }),
    over,
    options,
  );
  return form.over() ? 'done' : 'left';
}
