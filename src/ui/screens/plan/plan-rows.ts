/** Draws the nodes of a plan: what destroys first and in capitals, what it costs below it, the rest folded by module. */

import { type PlanGroup, reasonOf } from '../../model/plan-groups.ts';
import { canOpen, type PlanNode } from '../../model/plan-nodes.ts';
import type { PlanEvent, RunView } from '../../model/run-view.ts';
import { windowTop } from '../../model/selectors.ts';
import { grouped } from '../../theme/durations.ts';
import { bold, dim, fitRow, type Row, type Span, span } from '../../theme/row.ts';
import { clean, cutMiddle, padEnd } from '../../theme/text-cells.ts';
import { actionSign } from '../deploy/resource-rows.ts';
import { dotted, type Frame, line } from '../frame.ts';

const VERB = 9;

/** `166 to add · 2 to change · 1 to delete`: zeroes are left out, no change at all is said. */
export function planCounts(frame: Frame, plan: PlanEvent): Row {
  const some = (n: number, words: string, tone?: Span['tone']): Span | undefined =>
    n > 0 ? span(`${grouped(n)} ${words}`, tone) : undefined;
  const parts = [
    some(plan.add, 'to add'),
    some(plan.change, 'to change', 'warn'),
    some(plan.destroy, 'to delete', 'fail'),
    some(plan.import, 'to import'),
    some(plan.forget, 'to forget'),
  ];
  const row = dotted(frame, parts);
  return row.length > 0 ? row : [span('nothing to change', 'ok')];
}

export function planHeader(frame: Frame, view: RunView, plan: PlanEvent): Row {
  const where = view.rehearsal ? bold(`REHEARSAL ${view.env ?? ''}`.trim(), 'accent') : bold(view.env ?? '');
  return line(frame, dotted(frame, [bold('plan'), where, dim(plan.hash.slice(0, 12))]), planCounts(frame, plan));
}

/** The window of `height` rows around the cursor; `cursor` −1 marks nothing. `opener` is the key that opens here. */
export function planRows(
  frame: Frame,
  nodes: readonly PlanNode[],
  cursor: number,
  height: number,
  opener: string = frame.theme.glyphs.enter,
): Row[] {
  if (height < 1) return [];
  if (nodes.length === 0) return [line(frame, [dim('no resource changes')])];
  const top = windowTop(Math.max(0, cursor), nodes.length, height);
  const shown = nodes.slice(top, top + height);
  const above = top;
  const below = nodes.length - top - shown.length;
  return shown.map((node, i) => {
    const row = nodeRow(frame, node, top + i === cursor, opener);
    if (i === 0 && above > 0) return withEdge(frame, row, `${above} above`);
    return i === shown.length - 1 && below > 0 ? withEdge(frame, row, `${below} below`) : row;
  });
}

const withEdge = (frame: Frame, row: Row, words: string): Row => {
  const room = frame.columns - words.length - 2;
  const fitted = fitRow(row, room, frame.theme.glyphs.ellipsis);
  const used = fitted.reduce((n, s) => n + s.text.length, 0);
  return [...fitted, span(' '.repeat(Math.max(1, room - used + 1))), dim(words)];
};

function nodeRow(frame: Frame, node: PlanNode, here: boolean, opener: string): Row {
  const { glyphs } = frame.theme;
  const mark = here ? bold(glyphs.cursor, 'accent') : span(' ');
  const within = (row: Row): Row => fitRow(row, frame.columns, glyphs.ellipsis);
  if (node.kind === 'note') {
    const indent = ' '.repeat(VERB + (node.nested ? 9 : 4));
    const text = clean(node.text);
    return within([mark, span(indent), node.severe ? bold(text, 'fail') : dim(text)]);
  }
  const { group } = node;
  const sign = group.losesState ? bold(glyphs.failed, 'fail') : actionSign(frame.theme, group.action);
  const verb = verbSpan(group);
  if (node.kind === 'module') {
    const fold = dim(here ? `${opener} ${node.open ? 'hide' : 'show'}` : '');
    const name = `${clean(node.module)} (${node.count})`;
    return within([mark, sign, span(' '), verb, span(`${node.open ? glyphs.open : glyphs.closed} ${name}  `), fold]);
  }
  const { change } = node;
  const why = asideOf(node);
  const room = Math.max(16, frame.columns - VERB - 8 - Math.min(why.length, 34));
  const address = cutMiddle(
    clean(node.nested ? localAddress(change.address, change.module) : change.address),
    room,
    glyphs.ellipsis,
  );
  const folded = here && canOpen(node) && !node.open ? dim(`  ${opener} show`) : span('');
  return within([
    mark,
    node.nested ? span('  ') : sign,
    span(' '),
    node.nested ? span(' '.repeat(VERB)) : verb,
    span(node.nested ? '    ' : ''),
    span(address),
    why === '' ? span('') : dim(`  ${why}`),
    folded,
  ]);
}

const verbSpan = (group: PlanGroup): Span => {
  const text = padEnd(group.verb, VERB);
  if (group.action === 'delete' || group.action === 'replace') return bold(text, 'fail');
  return group.action === 'update' ? span(text, 'warn') : span(text);
};

/** The address below its module's line. */
const localAddress = (address: string, module: string): string =>
  module !== '' && address.startsWith(`${module}.`) ? address.slice(module.length + 1) : address;

/** Beside the address only what is short and costs nothing to miss; what destroys has its reason on a line of its own. */
function asideOf(node: PlanNode & { kind: 'change' }): string {
  const { change, group } = node;
  if (group.action === 'delete') return clean(reasonOf(change));
  if (change.action === 'import' && change.importId) return clean(change.importId);
  return change.action === 'update' && change.details?.length === 1 ? clean(change.details[0] ?? '') : '';
}
