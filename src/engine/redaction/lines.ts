/** Redaction of a stream for those who hold the secrets themselves (a holder, which has no run around it). */
import type { Secret } from '../secret.ts';
import { createRedactor } from './redactor.ts';
import { StreamRedactor } from './stream.ts';

export type LineRedactor = Pick<StreamRedactor, 'push' | 'end'>;

export const createLineRedactor = (secrets: readonly Secret[]): LineRedactor =>
  new StreamRedactor(createRedactor(secrets));
