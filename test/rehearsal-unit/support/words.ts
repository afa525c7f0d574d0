/** Two words every proof needs: a value out of an answer, and a name nobody else uses. */

/** The text of the first element of that name. */
export function pick(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}

let serial = 0;
export const unique = (what: string) => `${what}-${process.pid}-${++serial}`;
