/**
 * A list with a cursor, scrolled so that the cursor is seen. It only draws: whoever holds the cursor decides, since a list
 * that kept its own would lag behind keys that arrive together.
 */
import SelectInput from 'ink-select-input';
import type { ReactNode } from 'react';
import { listMark } from '../screens/home/home-rows.ts';
import type { Row } from '../theme/row.ts';
import type { Theme } from '../theme/theme.ts';
import { RowLine } from './rows.tsx';

interface ListProps {
  rows: readonly Row[];
  cursor: number;
  height: number;
  focused: boolean;
  theme: Theme;
}

export function List({ rows, cursor, height, focused, theme }: ListProps): ReactNode {
  if (rows.length === 0 || height < 1) return null;
  return (
    <SelectInput
      // A new list for a new cursor: it takes its cursor only at birth.
      key={cursor}
      items={rows.map((_, i) => ({ label: String(i), value: i }))}
      initialIndex={cursor}
      limit={height}
      isFocused={false}
      indicatorComponent={({ isSelected }) => (
        <RowLine row={listMark(theme, isSelected === true, focused)} theme={theme} />
      )}
      itemComponent={({ label }) => <RowLine row={rows[Number(label)] ?? []} theme={theme} />}
    />
  );
}
