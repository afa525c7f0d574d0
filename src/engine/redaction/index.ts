/** Removing secrets from everything a run shows or writes. */
export { MIN_SHAPE, shapesOf } from './encodings.ts';
export { createLineRedactor, type LineRedactor } from './lines.ts';
export { createRedactor, Redactor, type Span } from './redactor.ts';
export { createRedactingStream, StreamRedactor } from './stream.ts';
