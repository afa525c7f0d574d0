/**
 * The apply of this run that went on, or ended well, while nobody watched. Asked by every phase that must not disturb it.
 * One whose end is already on record, or that a newer plan has overtaken, is none.
 */
import type { HubContext } from '../services.ts';

export function cutOffApply(ctx: HubContext): 'alive' | 'unread' | undefined {
  const held = ctx.held('apply');
  if (held === 'alive') return 'alive';
  return held?.exit === 0 && ctx.evidence('apply') === undefined ? 'unread' : undefined;
}
