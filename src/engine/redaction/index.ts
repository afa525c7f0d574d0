/** Removing secrets from everything a run shows or writes. */
export { shapesOf } from './encodings.ts';
export { createLineRedactor, type LineRedactor } from './lines.ts';
export { createRedactor, Redactor } from './redactor.ts';
