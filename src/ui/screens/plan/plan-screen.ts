/** The plan at full height: counts, warnings, groups by severity; details open where the cursor asks. */

import { planGroups } from '../../model/plan-groups.ts';
import { type PlanNode, planNodes } from '../../model/plan-nodes.ts';
import type { RunView } from '../../model/run-view.ts';
import type { ScreenState } from '../../model/screen-state.ts';
import { dim, type Row } from '../../theme/row.ts';
import { bannerRows } from '../banner-rows.ts';
import { type Frame, filled, line, rule } from '../frame.ts';
import { keyBar } from '../key-bar.ts';
import { costRows, warningRows } from './plan-notes.ts';
import { planHeader, planRows } from './plan-rows.ts';

export const nodesOf = (view: RunView, screen: ScreenState): PlanNode[] =>
  planNodes(planGroups(view.plan?.changes ?? []), screen.plan.opened);

export function planScreenRows(frame: Frame, view: RunView, screen: ScreenState): Row[] {
  const plan = view.plan;
  if (!plan) return [line(frame, [dim('there is no plan yet')])];
  const banner = bannerRows(frame, view, screen, Math.max(0, frame.height - 4));
  const outputs = plan.outputs?.filter((o) => o.action !== 'no-op').length ?? 0;
  const room = Math.max(0, frame.height - 8);
  const warnings = warningRows(frame, plan, Math.max(3, Math.floor(room / 2)));
  const cost = costRows(frame, plan, 2);
  const notes = [
    ...(warnings.length + cost.length > 0 ? [rule(frame)] : []),
    ...warnings,
    ...cost,
    ...(outputs > 0 ? [line(frame, [dim(outputs === 1 ? '1 output changes' : `${outputs} outputs change`)])] : []),
  ].slice(0, room);
  const height = Math.max(1, frame.height - 3 - notes.length - banner.length);
  return [
    planHeader(frame, view, plan),
    rule(frame),
    ...filled(planRows(frame, nodesOf(view, screen), screen.plan.cursor, height), height),
    ...notes,
    ...banner,
    keyBar(frame, 'plan', new Set(plan.changes ? [] : [frame.theme.glyphs.enter])),
  ].slice(0, frame.height);
}
