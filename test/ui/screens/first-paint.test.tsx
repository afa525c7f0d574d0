/** The first paint of the home screen and Ink's own first frame must be the same, or the screen jumps as Ink takes over. */
import { stripVTControlCharacters } from 'node:util';
import { renderToString } from 'ink';
import { describe, expect, test } from 'vitest';
import { HomeScreen } from '../../../src/ui/components/home-screen.tsx';
import { liveHeight, localTime } from '../../../src/ui/screens/frame.ts';
import { homeScreenRows } from '../../../src/ui/screens/home/home-screen-rows.ts';
import { rowsToAnsi } from '../../../src/ui/theme/rows-to-ansi.ts';
import { createTheme } from '../../../src/ui/theme/theme.ts';
import { emptyHome, usedHome } from '../stories/homes.ts';

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 40, rows: 10 },
  { columns: 133, rows: 50 },
];

describe.each([
  ['with work left', usedHome],
  ['where nothing has begun', emptyHome],
])('a home %s', (_, view) => {
  describe.each(SIZES)('at $columns×$rows', (size) => {
    test.each([true, false])('does not move when Ink takes over (ascii: %s)', (ascii) => {
      const theme = createTheme({ ascii });
      const frame = { columns: size.columns, height: liveHeight(size.rows), theme, now: 0, timeOf: localTime };
      const painted = lines(rowsToAnsi(homeScreenRows(frame, view) ?? [], theme));
      const drawn = lines(
        renderToString(<HomeScreen view={view} theme={theme} onChoice={() => {}} size={size} />, {
          columns: size.columns,
        }),
      );
      expect(painted).toEqual(drawn);
      expect(painted.length).toBeGreaterThan(5);
    });
  });
});

test('a window too low for every environment is left to Ink, which can scroll', () => {
  const frame = { columns: 80, height: 5, theme: createTheme(), now: 0, timeOf: localTime };
  expect(homeScreenRows(frame, usedHome)).toBeUndefined();
});

const lines = (text: string): string[] =>
  stripVTControlCharacters(text)
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
