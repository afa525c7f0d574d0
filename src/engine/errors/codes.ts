/**
 * Every code that an `error` or `warning` event can carry, with what it means. One table: the documentation page
 * is generated from it, and a test proves that no code is used that is not here and none is here that is not used.
 */
export const CODES = {
  'unknown-environment': 'an environment was named that does not exist',
} as const satisfies Record<string, string>;

export type ErrorCode = keyof typeof CODES;
