/**
 * The home screen: each environment with its state, the suggested next step, everything else that can be done.
 * The lists draw, home-state.ts decides: a list that kept its own cursor would lag behind keys that arrive together.
 */
import { Box, useInput, useStdin, useWindowSize } from 'ink';
import { type ReactNode, useState } from 'react';
import { keyPresses } from '../keys/key-press.ts';
import { homeActions, homeKey, newHomeState } from '../model/home-state.ts';
import type { HomeChoice, HomeView } from '../model/home-view.ts';
import { type Frame, liveHeight, localTime, type Size } from '../screens/frame.ts';
import { helpRows } from '../screens/help/help-rows.ts';
import {
  actionRow,
  environmentRow,
  homeFooter,
  homeHeader,
  homeLayout,
  homeMiddle,
} from '../screens/home/home-rows.ts';
import type { Theme } from '../theme/theme.ts';
import { List } from './list.tsx';
import { Rows } from './rows.tsx';

export interface HomeScreenProps {
  view: HomeView;
  theme: Theme;
  onChoice: (choice: HomeChoice) => void;
  size?: Size;
}

export function HomeScreen({ view, theme, onChoice, size: fixed }: HomeScreenProps): ReactNode {
  const window = useWindowSize();
  const size = fixed ?? window;
  const frame: Frame = { columns: size.columns, height: liveHeight(size.rows), theme, now: 0, timeOf: localTime };
  const [state] = useState(() => newHomeState(view));
  const [, redraw] = useState(0);
  const { isRawModeSupported } = useStdin();
  useInput(
    (input, key) => {
      for (const press of keyPresses(input, key)) {
        const choice = homeKey(press, view, state);
        if (choice) return onChoice(choice);
      }
      redraw((n) => n + 1);
    },
    { isActive: isRawModeSupported },
  );
  if (state.help) return <Rows rows={helpRows(frame).slice(0, frame.height)} theme={theme} />;

  const actions = homeActions(view);
  const layout = homeLayout(frame, view, actions.length);
  const environment = view.environments[state.environment]?.name;
  return (
    <Box flexDirection="column">
      <Rows rows={homeHeader(frame, view)} theme={theme} />
      <List
        rows={view.environments.map((e, i) => environmentRow(frame, view, e, i === state.environment))}
        cursor={state.environment}
        height={layout.environments}
        focused={state.focus === 'environments'}
        theme={theme}
      />
      <Rows rows={homeMiddle(frame, view, environment, actions.length - layout.actions)} theme={theme} />
      <List
        rows={actions.map((a, i) => actionRow(frame, actions, a, i === state.action))}
        cursor={state.action}
        height={layout.actions}
        focused={state.focus === 'actions'}
        theme={theme}
      />
      <Rows rows={homeFooter(frame, view, layout.blank)} theme={theme} />
    </Box>
  );
}
