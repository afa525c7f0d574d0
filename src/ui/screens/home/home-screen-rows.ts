/**
 * The home screen as it stands before any key, as rows: for whoever draws it without Ink. What home-screen.tsx makes of
 * the same view must look the same; a test holds the two together.
 */
import { homeActions, newHomeState } from '../../model/home-state.ts';
import type { HomeView } from '../../model/home-view.ts';
import type { Row } from '../../theme/row.ts';
import type { Frame } from '../frame.ts';
import { actionRow, environmentRow, homeFooter, homeHeader, homeLayout, homeMiddle, listMark } from './home-rows.ts';

/** Undefined for a window too low to show the chosen environment without scrolling. */
export function homeScreenRows(frame: Frame, view: HomeView): Row[] | undefined {
  const state = newHomeState(view);
  const actions = homeActions(view);
  const layout = homeLayout(frame, view, actions.length);
  if (view.environments.length > layout.environments) return undefined;
  const mark = (list: 'environments' | 'actions', selected: boolean): Row =>
    listMark(frame.theme, selected, state.focus === list);
  return [
    ...homeHeader(frame, view),
    ...view.environments.map((env, i): Row => {
      const here = i === state.environment;
      return [...mark('environments', here), ...environmentRow(frame, view, env, here)];
    }),
    ...homeMiddle(frame, view, view.environments[state.environment]?.name, actions.length - layout.actions),
    ...actions.slice(0, layout.actions).map((action, i): Row => {
      const here = i === state.action;
      return [...mark('actions', here), ...actionRow(frame, actions, action, here)];
    }),
    ...homeFooter(frame, view, layout.blank),
  ];
}
