import { describe, expect, it } from 'vitest';
import type { DoctorRow } from '../../../src/engine/doctor-port.ts';
import { type DoctorState, newDoctorState } from '../../../src/ui/model/doctor-state.ts';
import { PaneTerminal } from '../../../src/ui/pane/pane-terminal.ts';
import { doctorScreenRows } from '../../../src/ui/screens/doctor/doctor-rows.ts';
import { type Frame, liveHeight, localTime } from '../../../src/ui/screens/frame.ts';
import { paneSize } from '../../../src/ui/screens/pane/pane-rows.ts';
import { rowCells, rowText } from '../../../src/ui/theme/row.ts';
import { createTheme } from '../../../src/ui/theme/theme.ts';

const fine = (id: string, title: string, found: string, needed: string): DoctorRow => ({
  id,
  title,
  verdict: 'ok',
  found,
  needed,
  neededBy: ['apply'],
  fixes: [],
});
const ROWS: DoctorRow[] = [
  fine('terraform', 'Terraform or OpenTofu', '1.13.4', 'Terraform ≥ 1.13.1'),
  fine('aws-cli', 'AWS CLI', '2.31.2', 'v2'),
  {
    id: 'uv',
    title: 'uv',
    verdict: 'fail',
    found: 'not found',
    needed: 'any',
    neededBy: ['ansible-init'],
    fixes: [
      { words: 'sudo dnf install -y uv', runs: true, root: true },
      { words: 'or read https://docs.astral.sh/uv/getting-started/installation/', runs: false, root: false },
    ],
  },
  {
    id: 'session-manager-plugin',
    title: 'session-manager-plugin',
    verdict: 'warn',
    found: 'not found',
    needed: 'optional: sessions are built in',
    neededBy: [],
    fixes: [],
  },
  fine('key-pair', '~/.ssh/host-aws', 'ed25519, 0600, matches .pub', 'a key pair'),
  {
    id: 'aws-profile-production',
    title: 'profile of production',
    verdict: 'fail',
    found: 'profile prod: sso_account_id is missing in [profile prod]',
    needed: 'a sign-in, account and region',
    why: '/home/op/.aws/config line 14',
    neededBy: ['aws-login'],
    fixes: [{ words: 'flip-hub aws-profiles --env production', runs: true, root: false }],
  },
  { id: 'clock', title: "clock against AWS's", verdict: undefined, needed: 'within a minute', neededBy: [], fixes: [] },
];

const frame = (columns: number, rows: number, ascii = false): Frame => ({
  columns,
  height: liveHeight(rows),
  theme: createTheme({ color: false, ascii }),
  now: 0,
  timeOf: localTime,
});
const drawn = (of: Frame, state: DoctorState, rows = ROWS) =>
  doctorScreenRows(of, 'stag, production', rows, state).map(rowText);

describe('doctor', () => {
  for (const [columns, rows] of [
    [80, 24],
    [120, 40],
  ] as const) {
    it(`at ${columns}×${rows} shows each check, and what helps the chosen one`, () => {
      expect(drawn(frame(columns, rows), newDoctorState()).join('\n')).toMatchSnapshot();
    });

    it(`at ${columns}×${rows} shows the whole command before it is run`, () => {
      const state = { ...newDoctorState(), chosen: 'uv', asking: ROWS[2]?.fixes[0] };
      expect(drawn(frame(columns, rows), state).join('\n')).toMatchSnapshot();
    });
  }

  it.each([
    [20, 3],
    [40, 10],
    [80, 24],
    [200, 60],
  ])('at %i×%i it never draws beyond the terminal, with many checks and long words', (columns, rows) => {
    const many = Array.from({ length: 40 }, (_, n) => ({
      ...(ROWS[5] as DoctorRow),
      id: `x${n}`,
      why: 'long '.repeat(80),
    }));
    for (const state of [
      newDoctorState(),
      { ...newDoctorState(), chosen: 'x39' },
      { ...newDoctorState(), help: true },
    ]) {
      const of = frame(columns, rows);
      const lines = doctorScreenRows(of, 'stag', many, state);
      expect(lines.length).toBeLessThanOrEqual(liveHeight(rows));
      for (const line of lines) expect(rowCells(line)).toBeLessThanOrEqual(columns);
    }
  });

  it('in ASCII no other character is drawn, and every verdict is a word too', () => {
    const text = drawn(frame(80, 24, true), newDoctorState()).join('\n');
    for (const word of ['fine', 'FAILED', 'note', 'looking']) expect(text).toContain(word);
  });
});

describe('a program in its pane', () => {
  const shown = async (text: string, columns: number, rows: number) => {
    const of = frame(columns, rows);
    const terminal = new PaneTerminal(paneSize(of), () => undefined);
    await new Promise<void>((resolve) => terminal.write(text, resolve));
    const lines = doctorScreenRows(of, 'stag', ROWS, {
      ...newDoctorState(),
      pane: { title: 'gh auth login', terminal },
    });
    return { lines, texts: lines.map(rowText) };
  };

  it('is drawn as its terminal is now: moved cursors, cleared lines and scrolled text included', async () => {
    const { texts } = await shown('first\r\nsecond\u001b[1A\r\u001b[2Kchanged\r\n', 80, 24);
    expect(texts.slice(2, 4)).toEqual(['changed', 'second']);
    const long = await shown(Array.from({ length: 60 }, (_, n) => `line ${n}`).join('\r\n'), 80, 24);
    expect(long.texts.at(-2)).toMatch(/^line 59/);
    expect(long.lines.length).toBe(23);
  });

  it('keeps its colours, and wide characters never push it over the edge', async () => {
    const { lines } = await shown(
      '\u001b[1;31mred\u001b[0m \u001b[38;5;208morange\u001b[48;2;1;2;3m\u001b[7m日本\u001b[0m',
      40,
      10,
    );
    const spans = lines[2] ?? [];
    expect(spans[0]).toMatchObject({ text: 'red', bold: true, paint: { color: 'red' } });
    expect(spans.find(({ text }) => text === 'orange')).toMatchObject({ paint: { color: 'ansi256(208)' } });
    expect(spans.find(({ text }) => text === '日本')).toMatchObject({ invert: true, paint: { background: '#010203' } });
    for (const line of lines) expect(rowCells(line)).toBeLessThanOrEqual(40);
  });

  it('shows where the next key goes, unless the program hides it', async () => {
    const at = (lines: Awaited<ReturnType<typeof shown>>['lines']) =>
      lines[2]?.findIndex(({ invert }) => invert === true);
    expect(at((await shown('name: ', 80, 24)).lines)).toBe(1);
    expect(at((await shown('name: \u001b[?25l', 80, 24)).lines)).toBe(-1);
  });
});
