import { describe, expect, it } from 'vitest';
import { clockDuration, grouped, runningDuration, shortDuration } from '../../../src/ui/theme/durations.ts';
import { fitRow, rowCells, rowText, span, spread } from '../../../src/ui/theme/row.ts';
import { cells, clean, cut, cutMiddle, dropCells, wrapCells } from '../../../src/ui/theme/text-cells.ts';

describe('text on the terminal', () => {
  it('counts cells, not characters, or wide names push the columns apart', () => {
    expect(cells('apply')).toBe(5);
    expect(cells('日本')).toBe(4);
    expect(cells('✓ ❯ ─ …')).toBe(7);
    expect(cells('e\u0301')).toBe(1);
    expect(cells('✅')).toBe(2);
  });

  it('lets no escape code, control or direction character of a log line reach the terminal', () => {
    expect(clean('\u001b[31mred\u001b[0m\ta\u0007b\r\u202ec')).toBe('red    abc');
    expect(clean('\u001b]0;title\u0007plain')).toBe('plain');
  });

  it('cuts to the width it was given, also through wide characters', () => {
    for (let width = 0; width < 12; width += 1) {
      for (const text of ['module.data.aws', '日本語の名前', 'ab']) {
        expect(cells(cut(text, width, '…'))).toBeLessThanOrEqual(width);
        expect(cells(cutMiddle(text, width, '…'))).toBeLessThanOrEqual(width);
      }
    }
    expect(cutMiddle('module.data.aws_db_instance.hub', 21, '…').endsWith('instance.hub')).toBe(true);
    expect(dropCells('日本語', 2)).toBe('本語');
  });

  it('wraps words and breaks what is longer than the line', () => {
    expect(wrapCells('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapCells('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(wrapCells('', 10)).toEqual(['']);
  });

  it('fits rows of several parts, and gives the left side away before the right', () => {
    const row = [span('abc'), span('def')];
    expect(rowText(fitRow(row, 5, '…'))).toBe('abcd…');
    expect(rowText(fitRow(row, 3, '…'))).toBe('ab…');
    expect(rowText(spread([span('a'.repeat(30))], [span('end')], 20, '…'))).toBe(`${'a'.repeat(15)}… end`);
    expect(rowCells(spread([span('left')], [span('right')], 20, '…'))).toBe(20);
  });

  it('reads durations and counts as people do', () => {
    expect([shortDuration(200), shortDuration(9949), shortDuration(48_000), shortDuration(108_400)]).toEqual([
      '0.2s',
      '9.9s',
      '48s',
      '1:48',
    ]);
    expect([runningDuration(8900), runningDuration(3_723_000)]).toEqual(['8s', '1:02:03']);
    expect(clockDuration(134_000)).toBe('2:14');
    expect(grouped(1_234_567)).toBe('1,234,567');
  });
});
