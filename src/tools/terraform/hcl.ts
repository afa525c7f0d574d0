/** Text of the few HCL forms that flip-hub writes itself. Pure. */

/** A quoted HCL string: template markers are escaped, so no value can become an expression. */
export function hclString(value: string): string {
  return JSON.stringify(value)
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
    .replaceAll(/[$%]\{/g, (marker) => `${marker[0]}${marker}`);
}

/** A list of strings on one line. */
export const hclStrings = (values: readonly string[]): string => `[${values.map(hclString).join(', ')}]`;
