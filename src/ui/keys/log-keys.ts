/** Keys of the log: scrolling that keeps its place while lines arrive, search, and looking along long lines. */

import type { LogRing } from '../model/log-ring.ts';
import type { LogPlace } from '../model/screen-state.ts';
import { logTop, shownLog } from '../model/selectors.ts';
import { logScreenHeight } from '../screens/deploy/log-screen.ts';
import type { KeyContext } from './key-context.ts';
import { type KeyPress, STEPS } from './key-press.ts';

const SIDEWAYS = 16;

export function logKey(press: KeyPress, { view, screen, frame }: KeyContext): boolean {
  const log = shownLog(view, screen);
  const height = logScreenHeight(frame.height);
  const place = screen.log;
  const step = STEPS[press.name];
  if (step !== undefined) return scrollTo(place, log, logTop(log, place.top, height) + step(height), height);
  switch (press.name) {
    case 'left':
      place.left = Math.max(0, place.left - SIDEWAYS);
      return true;
    case 'right':
      place.left += SIDEWAYS;
      return true;
  }
  switch (press.char) {
    case 'f':
      delete place.top;
      return true;
    case '/':
      place.typing = '';
      return true;
    case 'n':
      return findNext(place, log, 1, height, screen);
    case 'N':
      return findNext(place, log, -1, height, screen);
  }
  return false;
}

export function typeSearch(press: KeyPress, { view, screen, frame }: KeyContext): void {
  const place = screen.log;
  const typed = place.typing ?? '';
  if (press.name === 'char') place.typing = typed + press.char;
  else if (press.name === 'backspace') place.typing = typed.slice(0, -1);
  else if (press.name === 'escape') delete place.typing;
  else if (press.name === 'enter') {
    delete place.typing;
    delete place.match;
    place.search = typed;
    const log = shownLog(view, screen);
    // The newest match first: what went wrong is near the end.
    findNext(place, log, -1, logScreenHeight(frame.height), screen);
  }
}

function findNext(place: LogPlace, log: LogRing, step: 1 | -1, height: number, screen: { notice?: string }): boolean {
  if (place.search === '') {
    screen.notice = 'nothing to search for yet: / searches';
    return true;
  }
  const edge = step === 1 ? log.first : log.next - 1;
  const from = place.match === undefined ? edge : place.match + step;
  const found = log.find(place.search, from, step) ?? log.find(place.search, edge, step);
  if (found === undefined) {
    delete place.match;
    return true;
  }
  place.match = found;
  return scrollTo(place, log, found - Math.floor(height / 2), height, true);
}

/** Reaching the end by scrolling follows again; a search never does, or its match would run away. */
function scrollTo(place: LogPlace, log: LogRing, top: number, height: number, stay = false): true {
  const last = Math.max(log.first, log.next - height);
  if (!stay && top >= last) delete place.top;
  else place.top = Math.max(log.first, Math.min(top, last));
  return true;
}
