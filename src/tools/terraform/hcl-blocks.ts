/**
 * The blocks of an HCL text and the attributes of a block's body, as text: enough to see what the plan's JSON leaves
 * out (a lifecycle, the expression of a local). It finds where things stand; it evaluates nothing.
 */
export interface HclBlock {
  type: string;
  labels: string[];
  /** What stands between the braces, without comments. */
  body: string;
}

/** Blocks at the top of a text, in order. */
export function hclBlocks(text: string): HclBlock[] {
  const code = withoutComments(text);
  const shape = withoutStrings(code);
  const blocks: HclBlock[] = [];
  const opening = /^[ \t]*([A-Za-z_][\w-]*)((?:[ \t]+(?:"[^"\n]*"|[A-Za-z_][\w-]*))*)[ \t]*\{/gm;
  for (let at = 0; ; ) {
    opening.lastIndex = at;
    const found = opening.exec(code);
    if (found === null) return blocks;
    const brace = found.index + found[0].length - 1;
    const end = closing(shape, brace);
    // A brace inside a string opens nothing.
    if (shape[brace] === '{') {
      const labels = [...(found[2] ?? '').matchAll(/"([^"\n]*)"|([A-Za-z_][\w-]*)/g)].map((m) => m[1] ?? m[2] ?? '');
      blocks.push({ type: found[1] ?? '', labels, body: code.slice(brace + 1, end) });
    }
    at = shape[brace] === '{' ? end + 1 : brace + 1;
  }
}

/** Attributes at the top of a body: name → the text of its expression. */
export function hclAttributes(body: string): Record<string, string> {
  const shape = withoutStrings(body);
  const attributes: Record<string, string> = {};
  let depth = 0;
  let open: { name: string; from: number } | undefined;
  const close = (to: number): void => {
    if (open !== undefined) attributes[open.name] = body.slice(open.from, to).trim();
    open = undefined;
  };
  let at = 0;
  for (const line of shape.split('\n')) {
    const start = depth === 0 ? /^\s*([A-Za-z_][\w-]*)\s*=(?!=)/.exec(line) : null;
    if (start !== null) {
      close(at);
      open = { name: start[1] ?? '', from: at + start[0].length };
    } else if (depth === 0 && /^\s*[A-Za-z_][\w-]*(?:\s+["\w][^=]*)?\{/.test(line)) close(at);
    for (const char of line) depth += '([{'.includes(char) ? 1 : ')]}'.includes(char) ? -1 : 0;
    at += line.length + 1;
  }
  close(body.length);
  return attributes;
}

function closing(shape: string, brace: number): number {
  let depth = 0;
  for (let i = brace; i < shape.length; i += 1) {
    if (shape[i] === '{') depth += 1;
    else if (shape[i] === '}') depth -= 1;
    if (depth === 0) return i;
  }
  return shape.length;
}

/** Comments as spaces; strings and here-documents stay. */
const withoutComments = (text: string): string => mapped(text, { comments: ' ' });
/** What is inside strings and here-documents as spaces, so that braces count. */
const withoutStrings = (text: string): string => mapped(text, { strings: ' ' });

function mapped(text: string, blank: { comments?: string; strings?: string }): string {
  const parts = /#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|<<-?([A-Za-z_]\w*)\n[\s\S]*?\n[ \t]*\1(?=\n|$)|"/g;
  let out = '';
  let at = 0;
  for (;;) {
    parts.lastIndex = at;
    const found = parts.exec(text);
    if (found === null) return out + text.slice(at);
    const isString = found[0] === '"' || found[0].startsWith('<<');
    const end = found[0] === '"' ? endOfString(text, found.index) : found.index + found[0].length;
    const piece = text.slice(found.index, end);
    const by = isString ? blank.strings : blank.comments;
    out += text.slice(at, found.index) + (by === undefined ? piece : piece.replace(/[^\n]/g, by));
    at = end;
  }
}

/** Behind the closing quote of the string that begins at `from`; a template in it may hold strings of its own. */
function endOfString(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '"') return i + 1;
    else if ((text[i] === '$' || text[i] === '%') && text[i + 1] === '{' && text[i - 1] !== text[i])
      i = endOfTemplate(text, i + 1);
  }
  return text.length;
}

function endOfTemplate(text: string, brace: number): number {
  let depth = 0;
  for (let i = brace; i < text.length; i += 1) {
    if (text[i] === '"') i = endOfString(text, i) - 1;
    else if (text[i] === '{') depth += 1;
    else if (text[i] === '}') depth -= 1;
    if (depth === 0) return i;
  }
  return text.length;
}
