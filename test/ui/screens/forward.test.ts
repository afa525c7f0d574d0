/** The forward manager's screen: every state in words, at every size, and what each key does. */
import { describe, expect, it } from 'vitest';
import type { CredentialsLeft, ForwardAction, ForwardRow } from '../../../src/engine/forward-port.ts';
import type { KeyName, KeyPress } from '../../../src/ui/keys/key-press.ts';
import { type ForwardState, forwardKey, newForwardState } from '../../../src/ui/model/forward-state.ts';
import { forwardScreenRows } from '../../../src/ui/screens/forward/forward-rows.ts';
import { type Frame, liveHeight } from '../../../src/ui/screens/frame.ts';
import { rowCells, rowText } from '../../../src/ui/theme/row.ts';
import { createTheme } from '../../../src/ui/theme/theme.ts';
import { ALARM, FORWARDS } from '../stories/forwards.ts';

const LOG = Array.from({ length: 40 }, (_, i) => `12:00:${String(i).padStart(2, '0')} line ${i}`);
const frameOf = (columns: number, rows: number, ascii = false): Frame => ({
  columns,
  height: liveHeight(rows),
  theme: createTheme({ color: true, ascii }),
  now: 0,
  timeOf: (iso) => iso,
});
const drawn = (
  frame: Frame,
  state: ForwardState = newForwardState(),
  rows: readonly ForwardRow[] = FORWARDS,
  notices: string[] = [],
  credentials: CredentialsLeft | undefined = undefined,
) => forwardScreenRows(frame, { heading: 'stag · i-0123456789abcdef0', credentials, rows, notices, log: LOG }, state);
const textOf = (...of: Parameters<typeof drawn>) =>
  drawn(...of)
    .map(rowText)
    .join('\n');

describe('the screen', () => {
  const views: Partial<ForwardState>[] = [
    {},
    { view: 'log' },
    { view: 'help' },
    { typing: '9000:10.0.1.7:9000' },
    { notice: 'copied http://localhost:8105' },
    { chosen: 'data-access-api' },
  ];
  it.each(views)('never draws beyond the terminal, or it tears and scrolls: %j', (view) => {
    for (const [columns, rows] of [
      [20, 3],
      [40, 8],
      [80, 24],
      [120, 40],
      [240, 70],
    ] as const)
      for (const notices of [[], ['The AWS sign-in has ended, all forwards wait. '.repeat(4)]]) {
        const left = { words: 'credentials under 1 min', soon: true };
        const all = drawn(frameOf(columns, rows), { ...newForwardState(), ...view }, FORWARDS, notices, left);
        expect(all.length).toBeLessThanOrEqual(liveHeight(rows));
        for (const row of all) expect(rowCells(row), rowText(row)).toBeLessThanOrEqual(columns);
      }
  });

  it('says every state in words, with its reason and its way out, in 80 columns', () => {
    const text = textOf(frameOf(80, 24));
    for (const words of [
      '2 of 7 ready',
      'ready (401)',
      'waiting for login',
      'reconnecting in 4 s (2nd try)',
      'nothing answers at i-0123456789abcdef0:8010',
      'port 3000 is used by grafana (pid 4121)',
      'p takes 13000 instead',
      'stopped',
      '3 conn',
    ])
      expect(text).toContain(words);
    expect(textOf(frameOf(80, 24), newForwardState(), [ALARM])).toContain('images of patients lie open');
  });

  it.each([
    [80, 24],
    [120, 40],
  ])(
    'says at %i×%i how long the credentials last, beside the count, and stands out when that is not long',
    (columns, rows) => {
      const header = (left?: CredentialsLeft) =>
        drawn(frameOf(columns, rows), newForwardState(), FORWARDS, [], left)[0] ?? [];
      const well = header({ words: 'credentials 42 min', soon: false });
      expect(rowText(well)).toMatch(
        /^ forward-trust · stag · i-0123456789abcdef0 +credentials 42 min · 2 of 7 ready $/,
      );
      expect(well.find(({ text }) => text.startsWith('credentials'))?.tone).toBe('dim');
      const ended = header({ words: 'credentials ended', soon: true });
      expect(ended.find(({ text }) => text === 'credentials ended')?.tone).toBe('warn');
      // Keys without an end.
      expect(rowText(header())).toMatch(/abcdef0 +2 of 7 ready $/);
    },
  );

  it.each([80, 120])(
    'keeps addresses whole and under each other in %i columns: they are what is looked for',
    (columns) => {
      const text = textOf(frameOf(columns, 40));
      const at = text
        .split('\n')
        .flatMap((line) => (/http/.test(line) && !/address/.test(line) ? [line.indexOf('http')] : []));
      expect(at.length).toBeGreaterThanOrEqual(2);
      expect(new Set(at).size).toBe(1);
      expect(text).not.toMatch(/http\S*…/);
      // The one that is reconnecting still says where it is.
      expect(textOf(frameOf(columns, 40), { ...newForwardState(), chosen: 'imaging-api' })).toMatch(
        /address +http:\/\/localhost:8001\/docs/,
      );
    },
  );

  it('shows bytes up and down with their rate, connections and health of the chosen one', () => {
    const text = textOf(frameOf(80, 24));
    expect(text).toMatch(/traffic +↓ 1\.3 MB at 712 kB\/s · ↑ 48 kB at 1\.3 kB\/s · 3 connections/);
    expect(text).toMatch(/health +302, when last asked through the tunnel/);
  });

  it('shows the end of a log, and goes back in it', () => {
    const end = textOf(frameOf(80, 24), { ...newForwardState(), view: 'log' });
    expect(end).toContain('line 39');
    const back = textOf(frameOf(80, 24), { ...newForwardState(), view: 'log', back: 10 });
    expect(back).toContain('line 29');
    expect(back).not.toContain('line 30');
    expect(back).toContain('10 more below');
  });

  it('draws with ASCII characters alone when asked', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole point is which characters are there
    expect(textOf(frameOf(80, 24, true)).replaceAll('·', '')).toMatch(/^[\x00-\x7f]*$/);
  });
});

describe('a key', () => {
  function desk(answer: (action: ForwardAction) => string | undefined = () => undefined) {
    const state = newForwardState();
    const acts: ForwardAction[] = [];
    const copied: string[] = [];
    const left: string[] = [];
    const hands = {
      board: {
        rows: () => [...FORWARDS],
        logOf: () => LOG,
        act: async (action: ForwardAction) => {
          acts.push(action);
          return answer(action);
        },
      },
      copy: (text: string) => void copied.push(text),
      leave: (how: string) => void left.push(how),
      redraw: () => undefined,
      page: 10,
    };
    const press = (...keys: (KeyPress | string)[]) => {
      for (const key of keys) forwardKey(typeof key === 'string' ? { name: 'char', char: key } : key, state, hands);
    };
    return { state, acts, copied, left, press };
  }
  const key = (name: KeyName): KeyPress => ({ name, char: '' });

  it('does to the chosen forward what the key bar says', () => {
    const { acts, copied, left, press } = desk();
    press(' ', 'r', 'o', key('down'), key('enter'), 'c', 'p', 'R', 'i');
    expect(acts).toEqual([
      { do: 'toggle', id: 'xnat' },
      { do: 'restart', id: 'xnat' },
      { do: 'open', id: 'xnat' },
      { do: 'open', id: 'orthanc' },
      { do: 'take-free-port', id: 'orthanc' },
      { do: 'restart-all' },
      { do: 'sign-in' },
    ]);
    expect(copied).toEqual(['http://localhost:8042']);
    press('q', key('interrupt'));
    expect(left).toEqual(['quit', 'interrupted']);
  });

  it('typed after `a` is text, whatever it means elsewhere, until enter or escape', () => {
    const { state, acts, left, press } = desk();
    press('a', ...'9000:q', key('backspace'), ...'80', key('enter'));
    expect(acts).toEqual([{ do: 'add', typed: '9000:80' }]);
    press('a', 'q', key('escape'));
    expect(state.typing).toBeUndefined();
    expect(left).toEqual([]);
  });

  it('scrolls a log within its ends, and leaves it', () => {
    const { state, press } = desk();
    press('l', key('up'), key('pageUp'));
    expect(state).toMatchObject({ view: 'log', back: 11 });
    press(key('home'));
    expect(state.back).toBe(30);
    press(key('end'), key('down'));
    expect(state.back).toBe(0);
    press('q');
    expect(state.view).toBe('list');
  });

  it('that could do nothing says why', async () => {
    const { state, press } = desk(() => 'no program here opens a browser');
    press('o');
    await Promise.resolve();
    await Promise.resolve();
    expect(state.notice).toBe('no program here opens a browser');
    press(key('end'), 'c');
    expect(state.notice).toBe('it is not open');
  });
});
