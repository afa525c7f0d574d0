/**
 * Puts `Host` blocks into an ssh configuration and touches nothing else: a block that is there is replaced where it
 * stands, a new one goes before the first section, because ssh takes the first value it meets. Pure, text to text.
 * Owns the mark by which a block of ours is known again. Never looks into files that are included.
 */
import { type Directive, OUR_KEYWORDS } from './block.ts';
import {
  type ConfigLine,
  isBlank,
  isComment,
  isHostLineOf,
  isIndented,
  keywordOf,
  linesOf,
  opensSection,
  textOf,
} from './line.ts';

const MARK = '# Managed by flip-hub';
/** Ours, and the comment that other tooling of FLIP puts above the same blocks. */
const MANAGED = /^[ \t]*#.*(managed by flip|\bflip\b.*\bssm\b|\bssm\b.*\bflip\b)/i;

export interface BlockText {
  alias: string;
  /** Said in the mark: which environment the alias leads to. */
  environment: string;
  directives: readonly Directive[];
}

/** The text with this block in it. Setting the same block twice changes nothing. */
export function withBlock(text: string, block: BlockText): string {
  const lines = linesOf(text);
  const end = lines.find((line) => line.end !== '')?.end ?? '\n';
  const at = lines.findIndex((line) => isHostLineOf(line, block.alias));
  if (at === -1) return inserted(lines, blockLines(block, end), end);
  const { from, to } = extentOf(lines, at);
  // What the operator added to the block (a LocalForward, a comment) stays; first values win, and those are ours.
  const kept = lines.slice(at + 1, to).filter((line) => !OUR_KEYWORDS.has(keywordOf(line) ?? ''));
  const fresh = [...blockLines(block, end), ...kept];
  const last = fresh.at(-1);
  if (to === lines.length && lines.at(-1)?.end === '' && last) fresh[fresh.length - 1] = { ...last, end: '' };
  return textOf([...lines.slice(0, from), ...fresh, ...lines.slice(to)]);
}

/** The text without this alias's block, if the block carries a mark; otherwise the text as it is. */
export function withoutManagedBlock(text: string, alias: string): string {
  const lines = linesOf(text);
  const at = lines.findIndex((line) => isHostLineOf(line, alias));
  if (at === -1) return text;
  const { from, to } = extentOf(lines, at);
  if (from === at) return text;
  const blank = lines[to] !== undefined && isBlank(lines[to]) ? 1 : 0;
  return textOf([...lines.slice(0, from), ...lines.slice(to + blank)]);
}

/** A whole file of nothing but blocks of ours. */
export function configOf(blocks: readonly BlockText[]): string {
  return blocks.map((block) => textOf(blockLines(block, '\n'))).join('\n');
}

function blockLines({ alias, environment, directives }: BlockText, end: string): ConfigLine[] {
  return [
    `${MARK} (ssh-config, ${environment}): what stands here is replaced`,
    `Host ${alias}`,
    ...directives.map(([keyword, value]) => `    ${keyword} ${value}`),
  ].map((text) => ({ text, end }));
}

/**
 * The lines that are the block: the mark above it, then everything up to the next section, blank line or comment at the
 * margin. In a block that is indented, a directive at the margin is taken for the operator's own and is not part of it.
 */
function extentOf(lines: readonly ConfigLine[], at: number): { from: number; to: number } {
  const above = lines[at - 1];
  const from = above !== undefined && MANAGED.test(above.text) ? at - 1 : at;
  const first = lines[at + 1];
  const indented = first !== undefined && isIndented(first);
  let to = at + 1;
  for (; to < lines.length; to += 1) {
    const line = lines[to] as ConfigLine;
    if (isBlank(line) || opensSection(line) || (!isIndented(line) && (indented || isComment(line)))) break;
  }
  return { from, to };
}

/** Before the first section and the comment lines that belong to it; where there is no section, at the end. */
function inserted(lines: ConfigLine[], block: ConfigLine[], end: string): string {
  let at = lines.findIndex(opensSection);
  const blank: ConfigLine = { text: '', end };
  if (at === -1) {
    const last = lines.at(-1);
    const closed = last === undefined || last.end !== '' ? lines : [...lines.slice(0, -1), { ...last, end }];
    const gap = last === undefined || isBlank(last) ? [] : [blank];
    return textOf([...closed, ...gap, ...block]);
  }
  while (at > 0 && isComment(lines[at - 1] as ConfigLine)) at -= 1;
  const before = lines[at - 1];
  const gap = before === undefined || isBlank(before) ? [] : [blank];
  return textOf([...lines.slice(0, at), ...gap, ...block, blank, ...lines.slice(at)]);
}
