/** Resolves `${OTHER}` in values, as make and a shell do. Line readers do not, so a reference is always worth a warning. */
import type { EnvDocument } from './document.ts';

const REFERENCE = /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|\(([A-Za-z_][A-Za-z0-9_]*)\))/g;

export interface Resolved {
  value: string;
  /** True when the value holds references, resolved or not. */
  refers: boolean;
  /** Keys that are referred to and have no value, or that refer to themselves. */
  unresolved: string[];
}

export function resolvedValue(
  document: EnvDocument,
  key: string,
  within: readonly string[] = [],
): Resolved | undefined {
  const written = document.value(key);
  const raw = document.assignment(key)?.raw;
  if (written === undefined || raw === undefined) return undefined;
  // Nothing is expanded between single quotes, nor behind an escaped sign.
  if (raw.startsWith("'") || raw.includes('$$') || !written.includes('$'))
    return { value: written, refers: false, unresolved: [] };
  const unresolved: string[] = [];
  let refers = false;
  const value = written.replace(REFERENCE, (whole, braces: string | undefined, round: string | undefined) => {
    const other = braces ?? round ?? '';
    refers = true;
    const path = [...within, key];
    const found = path.includes(other) ? undefined : resolvedValue(document, other, path);
    if (!found || found.unresolved.length > 0) {
      unresolved.push(other);
      return whole;
    }
    return found.value;
  });
  return { value, refers, unresolved };
}
