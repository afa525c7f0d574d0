/** Draws rows that are already cut to size. The only place where a tone becomes a colour and a spinner moves. */
import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { fitText } from '../theme/ascii-text.ts';
import type { Row, Span } from '../theme/row.ts';
import { type Theme, TONE_COLOR } from '../theme/theme.ts';
import { Spinner } from './spinner.tsx';

export function Rows({ rows, theme }: { rows: readonly Row[]; theme: Theme }): ReactNode {
  return (
    <Box flexDirection="column">
      {rows.map((row, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its position on the screen
        <RowLine key={i} row={row} theme={theme} />
      ))}
    </Box>
  );
}

export function RowLine({ row, theme }: { row: Row; theme: Theme }): ReactNode {
  if (row.length === 0) return <Text> </Text>;
  return (
    <Text wrap="truncate-end">
      {row.map((s, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a span is its position in the row
        <SpanText key={i} part={s} theme={theme} />
      ))}
    </Text>
  );
}

function SpanText({ part, theme }: { part: Span; theme: Theme }): ReactNode {
  const paint = theme.color ? part.paint : undefined;
  const color = paint?.color ?? (theme.color && part.tone ? TONE_COLOR[part.tone] : undefined);
  return (
    <Text
      {...(color === undefined ? {} : { color })}
      bold={part.bold ?? false}
      {...(paint?.background === undefined ? {} : { backgroundColor: paint.background })}
      underline={part.paint?.underline ?? false}
      italic={part.paint?.italic ?? false}
      dimColor={part.tone === 'dim' || part.paint?.dim === true}
      inverse={part.invert ?? false}
    >
      {part.spin ? <Spinner ascii={theme.ascii} /> : fitText(part.text, theme)}
    </Text>
  );
}
