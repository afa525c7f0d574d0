/**
 * Every form in which a program may carry a secret, written down a second time: what looks for leaks must not share the
 * code, and so the mistakes, of what prevents them. Imported by a script that Node runs as it is.
 */

export interface Form {
  form: string;
  text: string;
}

const json = (text: string): string => JSON.stringify(text).slice(1, -1);
const urlSafe = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_');

/** What stands for the secret whatever stands before and after it, so each can be searched as it is. */
export function formsOf(secret: string): Form[] {
  const url = encodeURIComponent(secret);
  const forms: Form[] = [
    { form: 'raw', text: secret },
    { form: 'URL', text: url },
    { form: 'URL, lower case', text: url.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()) },
    { form: 'form field', text: new URLSearchParams({ v: secret }).toString().slice(2) },
    { form: 'JSON', text: json(secret) },
    { form: 'JSON twice', text: json(json(secret)) },
    { form: 'HCL', text: json(secret).replaceAll('${', '$$${').replaceAll('%{', '%%{') },
    { form: 'shell, single quotes', text: secret.split("'").join(`'\\''`) },
    { form: 'shell, double quotes', text: secret.replace(/["$`\\]/g, '\\$&') },
    { form: 'shell, escaped', text: secret.replace(/[^A-Za-z0-9_.,:/@%+=\n-]/g, '\\$&') },
  ];
  for (const [of, text] of [
    ['', secret],
    [' of JSON', json(secret)],
  ] as const) {
    for (const before of [0, 1, 2]) {
      const core = base64Core(text, before);
      forms.push({ form: `base64${of}, ${before} before`, text: core });
      forms.push({ form: `base64url${of}, ${before} before`, text: urlSafe(core) });
    }
  }
  const seen = new Set<string>();
  return forms.filter(({ text }) => text.length >= 6 && !seen.has(text) && seen.add(text));
}

/** The characters of a base64 text that depend on the secret alone, when `before` bytes stand before it in its group. */
function base64Core(secret: string, before: number): string {
  const bytes = Buffer.from(secret, 'utf8');
  const skip = (3 - before) % 3;
  const whole = bytes.subarray(skip, skip + Math.floor((bytes.length - skip) / 3) * 3);
  return whole.toString('base64');
}

/** Whole sentences that carry the secret, as chatty programs print them: more than the bare forms. */
export function sayings(name: string, secret: string): string[] {
  const quoted = `'${secret.split("'").join(`'\\''`)}'`;
  return [
    `${name}=${secret}`,
    `export ${name}=${quoted}`,
    JSON.stringify({ [name]: secret }),
    JSON.stringify({ detail: JSON.stringify({ [name]: secret }) }),
    `${name} = "${json(secret).replaceAll('${', '$$${').replaceAll('%{', '%%{')}"`,
    `GET /?${new URLSearchParams({ [name]: secret })}`,
    `GET /?${name}=${encodeURIComponent(secret)}`,
    ...['', 'x', 'xy'].flatMap((before) => {
      const whole = Buffer.from(`${before}${secret}z`, 'utf8');
      return [`Authorization: Basic ${whole.toString('base64')}`, `token ${whole.toString('base64url')}`];
    }),
  ];
}
