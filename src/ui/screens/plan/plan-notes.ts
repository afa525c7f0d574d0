/** What stands below a plan: what it does to people, and what it costs. Warnings wrap; what does not fit is counted. */
import { costBasis, costLimits, costWords } from '../../../engine/events/cost-words.ts';
import type { PlanEvent } from '../../model/run-view.ts';
import { dim, type Row, span } from '../../theme/row.ts';
import { clean, wrapCells } from '../../theme/text-cells.ts';
import { type Frame, line } from '../frame.ts';

/** At most `most` rows; none of them is half a warning without saying so. */
export function warningRows(frame: Frame, plan: PlanEvent, most: number): Row[] {
  const { warn, ellipsis } = frame.theme.glyphs;
  const rows = plan.warnings.map((text) =>
    wrapCells(clean(text), frame.columns - 5).map((part, i) =>
      line(frame, [span(`${i === 0 ? warn : ' '} ${part}`, 'warn')]),
    ),
  );
  const all = rows.flat();
  if (all.length <= most) return all;
  const shown: Row[] = [];
  let count = 0;
  for (const warning of rows) {
    if (shown.length + warning.length > most - 1) break;
    shown.push(...warning);
    count += 1;
  }
  const left = rows.length - count;
  const words = `${left} more ${left === 1 ? 'warning' : 'warnings'}: l log`;
  return most < 1 ? [] : [...shown, line(frame, [span(`${ellipsis} ${words}`, 'warn')])];
}

/** One row where there is room for the basis, or two; never without the word that it is an estimate. */
export function costRows(frame: Frame, plan: PlanEvent, most: number): Row[] {
  const { cost } = plan;
  if (cost === undefined || most < 1) return [];
  const { dot } = frame.theme.glyphs;
  const first = line(frame, [span(`Estimated cost  ${costWords(cost)}`), dim(` ${dot} ${costBasis(cost)}`)]);
  const [limits = '', ...further] = wrapCells(costLimits(cost), frame.columns - 5);
  const second = line(frame, [dim(`  ${limits}${further.length > 0 ? ` ${frame.theme.glyphs.ellipsis}` : ''}`)]);
  return [first, second].slice(0, most);
}
