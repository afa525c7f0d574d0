/** The rows of the home screen around and inside its two lists, and how the height is divided among them. */
import type { ListedAction } from '../../model/home-state.ts';
import type { HomeEnvironment, HomeMark, HomeView } from '../../model/home-view.ts';
import { bold, dim, fitRow, type Row, type Span, span, type Tone } from '../../theme/row.ts';
import { clean, cut, padEnd } from '../../theme/text-cells.ts';
import type { Theme } from '../../theme/theme.ts';
import { dotted, type Frame, line, rule } from '../frame.ts';

/** Cells the list's own cursor takes. */
const INDICATOR = 3;
const NAME = 12;

export interface HomeLayout {
  environments: number;
  actions: number;
  /** Blank rows that keep the keys on the last line. */
  blank: number;
}

/** Header 2, rule 1, footer 1; the actions get at least three rows, then the environments what is left. */
export function homeLayout(frame: Frame, view: HomeView, actions: number): HomeLayout {
  const room = Math.max(2, frame.height - 4 - (view.environments.length === 0 ? 1 : 0));
  const environments = Math.min(view.environments.length, Math.max(1, room - Math.min(actions, 3)));
  const listed = Math.max(1, Math.min(actions, room - environments));
  return { environments, actions: listed, blank: Math.max(0, room - environments - listed) };
}

export function homeHeader(frame: Frame, view: HomeView): Row[] {
  const left = [bold('flip-hub'), dim(` ${view.version}`)];
  const where = view.workspace === undefined ? 'no workspace here' : `workspace ${clean(view.workspace)}`;
  const right = dotted(frame, [dim(where), dim(clean(view.who))]);
  const none =
    view.environments.length === 0 ? [line(frame, [span('No environment is set up in this workspace yet.')])] : [];
  return [line(frame, left, right), rule(frame), ...none];
}

/** Names what the list below is about and, when it does not fit, that there is more of it. */
export function homeMiddle(frame: Frame, view: HomeView, environment: string | undefined, hidden: number): Row[] {
  const more: Row = hidden > 0 ? [dim(`${hidden} more with ${frame.theme.glyphs.upDown}`)] : [];
  const title = view.environments.length > 0 && environment !== undefined ? `in ${environment}` : undefined;
  return [title === undefined && hidden === 0 ? rule(frame) : rule(frame, title ?? 'what to do', more)];
}

export function homeFooter(frame: Frame, view: HomeView, blank: number): Row[] {
  const { upDown, leftRight, enter } = frame.theme.glyphs;
  const keys: [string, string][] = [
    [upDown, 'choose'],
    ...(view.environments.length > 1 ? [[leftRight, 'environment'] as [string, string]] : []),
    [enter, 'open'],
    ['?', 'help'],
    ['q', 'quit'],
  ];
  return [
    ...Array.from({ length: blank }, (): Row => []),
    line(
      frame,
      keys.flatMap(([key, word], i) => [span(`${i === 0 ? '' : '  '}${key}`), dim(` ${word}`)]),
    ),
  ];
}

/** What stands before a row of a list: the cursor, brighter in the list that keys move. */
export function listMark(theme: Theme, selected: boolean, focused: boolean): Row {
  const glyph = ` ${selected ? theme.glyphs.cursor : ' '} `;
  return [focused ? bold(glyph, 'accent') : span(glyph, 'dim')];
}

export function environmentRow(frame: Frame, view: HomeView, env: HomeEnvironment, here: boolean): Row {
  const width = Math.max(NAME, ...view.environments.map((e) => e.name.length + 1));
  const name = padEnd(clean(env.name), width);
  const { sign, tone } = markOf(frame.theme, env.mark);
  const detail = clean(env.detail);
  const wide = frame.columns - INDICATOR - 1;
  const room = wide - width - 2 - (detail === '' ? 0 : detail.length + 2);
  const words = padEnd(cut(clean(env.words), room, frame.theme.glyphs.ellipsis), room);
  return fitRow(
    [here ? bold(name) : span(name), sign, span(` ${words}`), span(detail === '' ? '' : `  ${detail}`, tone)],
    wide,
    frame.theme.glyphs.ellipsis,
  );
}

export function actionRow(frame: Frame, actions: readonly ListedAction[], action: ListedAction, here: boolean): Row {
  const widest = Math.max(...actions.filter((a) => !a.suggested).map((a) => a.label.length), NAME);
  const label = clean(action.label);
  const wide = frame.columns - INDICATOR - 1;
  const text = here ? bold(label) : span(label);
  if (action.suggested) {
    const about: Row = action.about === '' ? [] : [dim(`  ${clean(action.about)}`)];
    return fitRow([span('Suggested: ', 'accent'), text, ...about], wide, frame.theme.glyphs.ellipsis);
  }
  return fitRow(
    [{ ...text, text: padEnd(label, Math.min(widest, 24) + 2) }, dim(clean(action.about))],
    wide,
    frame.theme.glyphs.ellipsis,
  );
}

function markOf(theme: Theme, mark: HomeMark): { sign: Span; tone: Tone | undefined } {
  const { glyphs } = theme;
  switch (mark) {
    case 'ok':
      return { sign: span(glyphs.done, 'ok'), tone: 'ok' };
    case 'warn':
      return { sign: bold(glyphs.warn, 'warn'), tone: 'warn' };
    case 'fail':
      return { sign: bold(glyphs.failed, 'fail'), tone: 'fail' };
    case 'none':
      return { sign: dim(glyphs.waiting), tone: 'dim' };
    case 'running':
      return { sign: { text: glyphs.running, tone: 'accent', spin: true }, tone: 'accent' };
  }
}
