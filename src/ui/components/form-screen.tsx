/** The one component of a form: redraws when the form says so, hands keys to form-state.ts. */
import { Box, useInput, useStdin, useWindowSize } from 'ink';
import { type ReactNode, useEffect, useState } from 'react';
import type { Form } from '../../engine/form-port.ts';
import { keyPresses } from '../keys/key-press.ts';
import { formKey, isList, newFormState, settle } from '../model/form-state.ts';
import { formPageRows, formParts } from '../screens/form/form-rows.ts';
import { type Frame, liveHeight, localTime, type Size } from '../screens/frame.ts';
import type { Theme } from '../theme/theme.ts';
import { List } from './list.tsx';
import { Rows } from './rows.tsx';

export interface FormScreenProps {
  form: Form;
  theme: Theme;
  onLeave: () => void;
  copy?: (text: string) => void;
  open?: (url: string) => void;
  /** Takes the place of the terminal's own size. */
  size?: Size;
}

const NOTHING = (): void => undefined;

export function FormScreen(props: FormScreenProps): ReactNode {
  const { form, theme, onLeave, copy = NOTHING, open = NOTHING, size: fixed } = props;
  const window = useWindowSize();
  const size = fixed ?? window;
  const frame: Frame = { columns: size.columns, height: liveHeight(size.rows), theme, now: 0, timeOf: localTime };
  const [state] = useState(newFormState);
  const [, count] = useState(0);
  useEffect(
    () =>
      form.subscribe(() => {
        // Going on may take a while: it is over when the form says so, not when a key was pressed.
        if (form.over()) onLeave();
        else count((n) => n + 1);
      }),
    [form, onLeave],
  );
  const { isRawModeSupported } = useStdin();
  useInput(
    (input, key) => {
      for (const press of keyPresses(input, key)) {
        if (form.over()) break;
        formKey(press, form, state, { leave: onLeave, copy, open, page: formPageRows(frame) });
      }
      count((n) => n + 1);
    },
    { isActive: isRawModeSupported },
  );
  const page = form.page();
  settle(page, state);
  const view = { heading: form.heading(), page, place: form.place() };
  const { head, list, listHeight, body, foot } = formParts(frame, view, state);
  const field = page.fields[0];
  return (
    <Box flexDirection="column">
      <Rows rows={head} theme={theme} />
      {isList(page) && field !== undefined ? (
        <List
          rows={list}
          cursor={Math.max(
            0,
            field.choices.findIndex((choice) => choice.value === field.value),
          )}
          height={listHeight}
          focused={true}
          theme={theme}
        />
      ) : null}
      <Rows rows={[...body, ...foot]} theme={theme} />
    </Box>
  );
}
