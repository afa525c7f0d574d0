/** Keys within a plan: moving, opening and closing. Shared by the plan's own screen and the question above it. */
import { canOpen } from '../model/plan-nodes.ts';
import type { ScreenState } from '../model/screen-state.ts';
import { nodesOf } from '../screens/plan/plan-screen.ts';
import type { KeyContext } from './key-context.ts';
import { type KeyPress, STEPS } from './key-press.ts';

export function planKey(press: KeyPress, context: KeyContext): boolean {
  if (press.name === 'enter') {
    toggle(context);
    return true;
  }
  return planMove(press, context);
}

/** Everything but ⏎, which a question needs for itself. */
export function planMove(press: KeyPress, { view, screen, frame }: KeyContext): boolean {
  const step = STEPS[press.name];
  const nodes = nodesOf(view, screen);
  if (step !== undefined) {
    const at = screen.plan.cursor + step(Math.max(1, frame.height - 5));
    screen.plan.cursor = Math.max(0, Math.min(at, nodes.length - 1));
    return true;
  }
  if (press.name !== 'left' && press.name !== 'right') return false;
  const node = nodes[screen.plan.cursor];
  if (node && canOpen(node)) setOpen(screen, node.key, press.name === 'right');
  return true;
}

function toggle({ view, screen }: KeyContext): void {
  const node = nodesOf(view, screen)[screen.plan.cursor];
  if (node && canOpen(node)) setOpen(screen, node.key, !screen.plan.opened.has(node.key));
}

function setOpen(screen: ScreenState, key: string, open: boolean): void {
  if (open) screen.plan.opened.add(key);
  else screen.plan.opened.delete(key);
}
