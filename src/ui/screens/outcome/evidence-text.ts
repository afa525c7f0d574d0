/** A phase's evidence in one line. Words for what is short, counts for what is long; never the inside of an object. */

const LONGEST_LIST = 3;

export function evidenceText(evidence: Record<string, unknown>): string {
  return Object.entries(evidence)
    .map(([key, value]) => pair(key, value))
    .filter((text) => text !== '')
    .join(', ');
}

function pair(key: string, value: unknown): string {
  const name = key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase();
  if (value === true) return name;
  if (value === false) return `not ${name}`;
  if (typeof value === 'string') return value === '' ? '' : `${name} ${value}`;
  if (typeof value === 'number') return `${value} ${counted(value, name)}`;
  if (Array.isArray(value)) return listText(name, value);
  return '';
}

function listText(name: string, list: readonly unknown[]): string {
  const words = list.filter((v): v is string | number => typeof v === 'string' || typeof v === 'number');
  if (words.length === list.length && words.length > 0 && words.length <= LONGEST_LIST)
    return `${name} ${words.join(' ')}`;
  return `${list.length} ${counted(list.length, name)}`;
}

/** `1 warning`, `2 warnings`. */
const counted = (n: number, name: string): string => (n === 1 ? name.replace(/([^s])s$/, '$1') : name);
