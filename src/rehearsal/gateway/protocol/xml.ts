/** Just enough XML for the rows of the gateway: read one element, cut one out whole, escape text. */

export function element(name: string, inside: string): string | undefined {
  const found = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`).exec(inside)?.[1];
  return found === undefined ? undefined : unescapeXml(found);
}

/** The element with its tags, its namespace declarations removed so that it can stand inside another document. */
export function wholeElement(name: string, inside: string): string | undefined {
  const found = new RegExp(`<${name}(?:\\s[^>]*)?>[\\s\\S]*?</${name}>`).exec(inside)?.[0];
  return found?.replace(new RegExp(`^<${name}\\s[^>]*>`), `<${name}>`);
}

/** Every element of that name, contents only, as written. */
export function elements(name: string, inside: string): string[] {
  return [...inside.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g'))].map((m) => m[1] ?? '');
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

function unescapeXml(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&amp;/g, '&');
}
