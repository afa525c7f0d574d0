/**
 * The home screen: each environment with its state, the suggested next step, everything else that can be done.
 * Two lists, one focus: ←→ or tab moves between them, ↑↓ within, ⏎ opens. The environment under its cursor is the one meant.
 */
import { Box, useInput, useStdin, useWindowSize } from 'ink';
import SelectInput from 'ink-select-input';
import { type ReactNode, useMemo, useState } from 'react';
import type { HomeChoice, HomeView } from '../model/home-view.ts';
import { type Frame, liveHeight, localTime, type Size } from '../screens/frame.ts';
import { helpRows } from '../screens/help/help-rows.ts';
import {
  actionRow,
  environmentRow,
  homeActions,
  homeFooter,
  homeHeader,
  homeLayout,
  homeMiddle,
} from '../screens/home/home-rows.ts';
import { bold, span } from '../theme/row.ts';
import type { Theme } from '../theme/theme.ts';
import { RowLine, Rows } from './rows.tsx';

export interface HomeScreenProps {
  view: HomeView;
  theme: Theme;
  onChoice: (choice: HomeChoice) => void;
  size?: Size;
}

type Focus = 'environments' | 'actions';

export function HomeScreen({ view, theme, onChoice, size: fixed }: HomeScreenProps): ReactNode {
  const window = useWindowSize();
  const size = fixed ?? window;
  const frame: Frame = { columns: size.columns, height: liveHeight(size.rows), theme, now: 0, timeOf: localTime };
  const start = Math.max(
    0,
    view.environments.findIndex((e) => e.name === view.suggested?.env),
  );
  const [environment, setEnvironment] = useState(view.environments[start]?.name);
  const [focus, setFocus] = useState<Focus>('actions');
  const [help, setHelp] = useState(false);
  const actions = useMemo(() => homeActions(view), [view]);
  const layout = homeLayout(frame, view, actions.length);
  const { isRawModeSupported } = useStdin();

  useInput(
    (input, key) => {
      if (help) setHelp(false);
      else if (input === 'q' || key.escape || (key.ctrl && input === 'c')) onChoice({ action: 'quit' });
      else if (input === '?') setHelp(true);
      else if ((key.tab || key.leftArrow || key.rightArrow) && view.environments.length > 0)
        setFocus(focus === 'actions' ? 'environments' : 'actions');
    },
    { isActive: isRawModeSupported },
  );

  if (help) return <Rows rows={helpRows(frame).slice(0, frame.height)} theme={theme} />;

  const choose = (id: string): void => {
    const action = actions.find((a) => a.id === id);
    const env = action?.env ?? environment;
    if (action) onChoice(env === undefined ? { action: action.action } : { action: action.action, env });
  };
  const indicator = (focused: boolean) =>
    function Indicator({ isSelected }: { isSelected?: boolean }): ReactNode {
      const glyph = ` ${isSelected ? theme.glyphs.cursor : ' '} `;
      return <RowLine row={[focused ? bold(glyph, 'accent') : span(glyph, 'dim')]} theme={theme} />;
    };
  const environmentItem = ({ label, isSelected }: { label: string; isSelected?: boolean }): ReactNode => {
    const found = view.environments.find((e) => e.name === label);
    return found ? <RowLine row={environmentRow(frame, view, found, isSelected === true)} theme={theme} /> : null;
  };
  const actionItem = ({ label, isSelected }: { label: string; isSelected?: boolean }): ReactNode => {
    const found = actions.find((a) => a.label === label);
    return found ? <RowLine row={actionRow(frame, actions, found, isSelected === true)} theme={theme} /> : null;
  };

  return (
    <Box flexDirection="column">
      <Rows rows={homeHeader(frame, view)} theme={theme} />
      {layout.environments > 0 && (
        <SelectInput
          items={view.environments.map((e) => ({ label: e.name, value: e.name }))}
          initialIndex={start}
          limit={layout.environments}
          isFocused={isRawModeSupported && focus === 'environments'}
          indicatorComponent={indicator(focus === 'environments')}
          itemComponent={environmentItem}
          onHighlight={(item) => setEnvironment(item.value)}
          onSelect={() => setFocus('actions')}
        />
      )}
      <Rows rows={homeMiddle(frame, view, environment, actions.length - layout.actions)} theme={theme} />
      <SelectInput
        items={actions.map((a) => ({ label: a.label, value: a.id }))}
        limit={layout.actions}
        isFocused={isRawModeSupported && focus === 'actions'}
        indicatorComponent={indicator(focus === 'actions')}
        itemComponent={actionItem}
        onSelect={(item) => choose(item.value)}
      />
      <Rows rows={homeFooter(frame, view, layout.blank)} theme={theme} />
    </Box>
  );
}
