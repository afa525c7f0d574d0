/**
 * How many terminal cells a text takes, and cutting, padding and wrapping by cells.
 * Everything that comes from outside (log lines, addresses) passes `clean` first: no escape codes, no control characters.
 */
import { stripVTControlCharacters } from 'node:util';

const PLAIN = /^[\x20-\x7e]*$/;
const ZERO = /[\p{Mn}\p{Me}\p{Cf}]/u;
const EMOJI = /\p{Emoji_Presentation}/u;
// East Asian wide and full-width blocks.
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x20000, 0x3fffd],
];

function cellsOf(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x300 || (code >= 0x2500 && code <= 0x259f) || (code >= 0x2800 && code <= 0x28ff)) return 1;
  if (ZERO.test(char)) return 0;
  if (WIDE.some(([from, to]) => code >= from && code <= to) || EMOJI.test(char)) return 2;
  return 1;
}

export function cells(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let sum = 0;
  for (const char of text) sum += cellsOf(char);
  return sum;
}

/** Text as it may be drawn: escape codes removed, tabs as spaces, other control characters gone. */
export function clean(text: string): string {
  if (PLAIN.test(text)) return text;
  const plain = stripVTControlCharacters(text).replaceAll('\t', '    ');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
  return plain.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '');
}

function head(text: string, width: number): string {
  if (PLAIN.test(text)) return text.slice(0, Math.max(0, width));
  let sum = 0;
  let out = '';
  for (const char of text) {
    sum += cellsOf(char);
    if (sum > width) break;
    out += char;
  }
  return out;
}

/** At most `width` cells; what was cut away shows as the ellipsis. */
export function cut(text: string, width: number, ellipsis: string): string {
  if (cells(text) <= width) return text;
  if (width <= ellipsis.length) return head(ellipsis, width);
  return head(text, width - cells(ellipsis)) + ellipsis;
}

/** Cut in the middle: of a Terraform address both the module and the name tell which one it is. */
export function cutMiddle(text: string, width: number, ellipsis: string): string {
  if (cells(text) <= width) return text;
  if (width <= 4) return cut(text, width, ellipsis);
  const room = width - cells(ellipsis);
  const tail = Math.ceil(room * 0.6);
  const chars = [...text];
  let end = '';
  for (let i = chars.length - 1; i >= 0; i -= 1) {
    const next = (chars[i] ?? '') + end;
    if (cells(next) > tail) break;
    end = next;
  }
  return head(text, room - cells(end)) + ellipsis + end;
}

export const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - cells(text)));
export const padStart = (text: string, width: number): string => ' '.repeat(Math.max(0, width - cells(text))) + text;

/** `text` from the given cell on, for looking at the end of long lines. */
export function dropCells(text: string, count: number): string {
  if (count <= 0) return text;
  if (PLAIN.test(text)) return text.slice(count);
  let sum = 0;
  let at = 0;
  for (const char of text) {
    if (sum >= count) break;
    sum += cellsOf(char);
    at += char.length;
  }
  return text.slice(at);
}

/** Words wrapped into lines of at most `width` cells; a longer word is broken. Never returns an empty list. */
export function wrapCells(text: string, width: number): string[] {
  const room = Math.max(1, width);
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let current = '';
    for (let word of paragraph.split(' ').filter((w) => w !== '')) {
      if (current !== '' && cells(current) + 1 + cells(word) <= room) {
        current += ` ${word}`;
        continue;
      }
      if (current !== '') lines.push(current);
      while (cells(word) > room) {
        const part = head(word, room);
        if (part === '') break;
        lines.push(part);
        word = word.slice(part.length);
      }
      current = word;
    }
    lines.push(current);
  }
  return lines;
}
