/** A story folded into a store, and a screen of it as text: what frame tests look at. No terminal, no timer, no clock. */
import type { HubEvent } from '../../../src/engine/events/types.ts';
import { RunStore } from '../../../src/ui/model/run-store.ts';
import { type Frame, liveHeight, type Size } from '../../../src/ui/screens/frame.ts';
import { runRows } from '../../../src/ui/screens/run-rows.ts';
import { type Row, rowText } from '../../../src/ui/theme/row.ts';
import { createTheme } from '../../../src/ui/theme/theme.ts';
import type { Moment, Story } from './story.ts';

export interface Told {
  store: RunStore;
  /** Tells the moments up to an index (all by default); the clock stands at the last one. */
  tell(until?: number): void;
  event(body: Record<string, unknown>): void;
  frame(size: Size, look?: { ascii?: boolean }): Frame;
  rows(size: Size, look?: { ascii?: boolean }): Row[];
  text(size?: Size, look?: { ascii?: boolean }): string;
}

export const SMALL: Size = { columns: 80, rows: 24 };
export const LARGE: Size = { columns: 120, rows: 40 };
export const NOT_PROVEN = ['that AWS has room for it'];

export function told(story: Story | readonly Moment[] = []): Told {
  const moments = 'moments' in story ? story.moments : story;
  let now = 0;
  let next = 0;
  const store = new RunStore({
    clock: { now: () => new Date(now), monotonic: () => now },
    schedule: () => () => undefined,
  });
  const frame = (size: Size, look: { ascii?: boolean } = {}): Frame => ({
    columns: size.columns,
    height: liveHeight(size.rows),
    theme: createTheme(look),
    now,
    timeOf: (iso) => iso.slice(11, 19),
  });
  const rows = (size: Size, look?: { ascii?: boolean }): Row[] =>
    runRows(frame(size, look), store.view, store.screen, NOT_PROVEN);
  return {
    store,
    tell: (until = moments.length) => {
      for (; next < until; next += 1) {
        const moment = moments[next];
        if (!moment) return;
        now = moment.at;
        store.notify(moment.event);
      }
    },
    event: (body) => {
      store.notify({ v: 1, seq: 0, time: '2026-11-23T20:42:11.000Z', run: 'r', ...body } as HubEvent);
    },
    frame,
    rows,
    text: (size = SMALL, look) =>
      rows(size, look)
        .map((row) => rowText(row).trimEnd())
        .join('\n'),
  };
}
