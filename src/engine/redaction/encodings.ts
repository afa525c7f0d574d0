/**
 * The shapes in which one secret can turn up in text: raw, base64 (three alignments, two alphabets), URL, JSON once and
 * twice, HCL, shell, XML. Pure; the longest shapes are what a reader would recognise, the shortest what must still go.
 */

/** Shapes shorter than this are left out: replacing them would eat ordinary text. */
export const MIN_SHAPE = 6;

export function shapesOf(secret: string): string[] {
  const json = quoted(secret);
  const shapes = [
    secret,
    json,
    quoted(json),
    quoted(quoted(json)),
    // HCL escapes template markers on top of what JSON escapes.
    json.replaceAll('${', '$${').replaceAll('%{', '%%{'),
    encodeURIComponent(secret),
    encodeURIComponent(secret).toLowerCase(),
    encodeURIComponent(secret).replaceAll('%20', '+'),
    secret.replaceAll("'", "'\\''"),
    secret.replace(/(["$`\\!])/g, '\\$1'),
    secret.replace(/([^A-Za-z0-9_\-.,:+/@\n])/g, '\\$1'),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    ...base64Shapes(secret),
  ];
  // A shape that spans lines can only be met line by line.
  const pieces = shapes.flatMap((shape) => (shape.includes('\n') ? shape.split('\n') : [shape]));
  return [...new Set(pieces)].filter((shape) => shape.length >= MIN_SHAPE);
}

/** What JSON makes of a text, without its own quotes; `<`, `>` and `&` also as Go's encoder writes them. */
function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function base64Shapes(secret: string): string[] {
  const go = JSON.stringify(secret)
    .slice(1, -1)
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('&', '\\u0026');
  const shapes: string[] = [go];
  const bytes = Buffer.from(secret, 'utf8');
  for (const before of [0, 1, 2]) {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const text = padded.toString('base64').replaceAll('=', '');
    // The first characters mix with what stands before the secret, the last with what follows: only the middle is sure.
    const start = before === 0 ? 0 : before + 1;
    const sure = text.slice(start, Math.floor((padded.length * 8) / 6));
    shapes.push(sure, sure.replaceAll('+', '-').replaceAll('/', '_'));
    if (before === 0) shapes.push(bytes.toString('base64'), bytes.toString('base64url'));
  }
  return shapes;
}
