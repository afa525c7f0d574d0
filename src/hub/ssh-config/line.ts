/** One line of an ssh configuration, read as OpenSSH reads it: keyword, then words that may be quoted, then a comment. */

export interface ConfigLine {
  /** Without its end. */
  text: string;
  /** `\n`, `\r\n`, or nothing for a last line without one. */
  end: string;
}

export const linesOf = (text: string): ConfigLine[] =>
  (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => {
    const end = line.endsWith('\r\n') ? '\r\n' : line.endsWith('\n') ? '\n' : '';
    return { text: line.slice(0, line.length - end.length), end };
  });

export const textOf = (lines: readonly ConfigLine[]): string => lines.map((l) => l.text + l.end).join('');

export const isBlank = (line: ConfigLine): boolean => /^[ \t\f\r]*$/.test(line.text);
export const isComment = (line: ConfigLine): boolean => /^[ \t\f\r]*#/.test(line.text);
export const isIndented = (line: ConfigLine): boolean => /^[ \t]/.test(line.text);

/** The keyword in lower case, or undefined for blank lines and comments. `Key value`, `Key=value`, `"Key" value` are one. */
export function keywordOf(line: ConfigLine): string | undefined {
  return split(line)?.keyword;
}

/** The words after the keyword, quotes removed, up to a comment. */
export function wordsOf(line: ConfigLine): string[] {
  const words: string[] = [];
  let rest = split(line)?.rest ?? '';
  for (;;) {
    rest = rest.replace(/^[ \t\f\r]+/, '');
    if (rest === '' || rest.startsWith('#')) return words;
    const word = /^(?:"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|\\.|[^\s"'])+/.exec(rest)?.[0] ?? rest;
    words.push(word.replace(/"((?:\\.|[^"\\])*)"?|'((?:\\.|[^'\\])*)'?/g, (_, a, b) => a ?? b ?? ''));
    rest = rest.slice(word.length);
  }
}

/** A line that opens a section: everything after it belongs to it, whatever the indentation says. */
export const opensSection = (line: ConfigLine): boolean => ['host', 'match'].includes(keywordOf(line) ?? '');

/** True for `Host` lines with exactly this one alias. */
export function isHostLineOf(line: ConfigLine, alias: string): boolean {
  if (keywordOf(line) !== 'host') return false;
  const words = wordsOf(line);
  return words.length === 1 && words[0] === alias;
}

function split(line: ConfigLine): { keyword: string; rest: string } | undefined {
  const found = /^[ \t\f\r]*"?([A-Za-z][A-Za-z0-9]*)"?(?:[ \t\f\r]*=[ \t\f\r]*|[ \t\f\r]+|$)(.*)$/s.exec(line.text);
  return found ? { keyword: (found[1] ?? '').toLowerCase(), rest: found[2] ?? '' } : undefined;
}
