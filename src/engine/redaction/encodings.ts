/**
 * The shapes in which one secret turns up in text: raw, base64 (three alignments, two alphabets), URL, JSON nested, HCL,
 * shell, XML, hex. Pure. A shape never holds a line break, so text may be judged line by line.
 */

/** Shapes shorter than this are left out: replacing them would eat ordinary text. So a secret this short is not hidden. */
export const MIN_SHAPE = 6;

export function shapesOf(secret: string): string[] {
  const quoted = [secret, ...jsonShapes(secret)];
  const shapes = [
    ...quoted,
    ...hclShapes(secret),
    ...urlShapes(secret),
    ...shellShapes(secret),
    ...xmlShapes(secret),
    ...quoted.flatMap(base64Shapes),
    Buffer.from(secret, 'utf8').toString('hex'),
    Buffer.from(secret, 'utf8').toString('hex').toUpperCase(),
  ];
  const pieces = shapes.flatMap((shape) => shape.split(/\r?\n/));
  return [...new Set(pieces)].filter((shape) => shape.length >= MIN_SHAPE);
}

/** What JSON makes of a text, without its own quotes. */
const json = (text: string): string => JSON.stringify(text).slice(1, -1);

/** As Go's encoder writes it, which Terraform uses. */
const goJson = (text: string): string =>
  json(text).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** As Python's encoder writes it, which Ansible uses: ASCII only. */
const asciiJson = (text: string): string =>
  json(text).replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** JSON within JSON within JSON: a log line about a document that is carried in a field. */
function jsonShapes(secret: string): string[] {
  const once = [json(secret), goJson(secret), asciiJson(secret)];
  const twice = once.flatMap((text) => [json(text), goJson(text)]);
  return [...new Set([...once, ...twice, ...twice.map(json)])];
}

/** HCL escapes template markers on top of what JSON escapes. */
function hclShapes(secret: string): string[] {
  const hcl = json(secret).replace(/[$%]\{/g, (marker) => `${marker[0]}${marker}`);
  return [hcl, json(hcl)];
}

function urlShapes(secret: string): string[] {
  let component: string;
  try {
    component = encodeURIComponent(secret);
  } catch {
    // Half of a surrogate pair has no URL form.
    return [];
  }
  const strict = component.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const upper = [
    component,
    strict,
    component.replaceAll('%20', '+'),
    strict.replaceAll('%20', '+'),
    encodeURIComponent(strict),
  ];
  return [...upper, ...upper.map((text) => text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()))];
}

function shellShapes(secret: string): string[] {
  return [
    secret.replaceAll("'", () => "'\\''"),
    secret.replaceAll("'", () => `'"'"'`),
    // $'…' of bash.
    secret
      .replaceAll('\\', () => '\\\\')
      .replaceAll("'", () => "\\'")
      .replaceAll('\n', () => '\\n'),
    secret.replace(/["$`\\]/g, (c) => `\\${c}`),
    secret.replace(/["$`\\!]/g, (c) => `\\${c}`),
    // printf %q of bash.
    secret.replace(/[^A-Za-z0-9_\-.,:+/@=%\n]/g, (c) => `\\${c}`),
    secret.replace(/[^A-Za-z0-9_\-.,:+/@\n]/g, (c) => `\\${c}`),
    // An environment file: make's own escapes.
    secret.replace(/#/g, '\\#').replaceAll('$', () => '$$'),
  ];
}

function xmlShapes(secret: string): string[] {
  const basic = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [
    basic,
    basic.replaceAll('"', '&quot;'),
    basic.replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
    basic.replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
  ];
}

function base64Shapes(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  const shapes = [bytes.toString('base64'), bytes.toString('base64url')];
  for (const before of [0, 1, 2]) {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const encoded = padded.toString('base64').replaceAll('=', '');
    // The first characters mix with what stands before the secret, the last with what follows: only the middle is sure.
    const sure = encoded.slice(before === 0 ? 0 : before + 1, Math.floor((padded.length * 8) / 6));
    shapes.push(sure, sure.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return shapes.flatMap((shape) => (/[+/=]/.test(shape) ? [shape, encodeURIComponent(shape)] : [shape]));
}
