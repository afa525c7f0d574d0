/** The environment file: parsing, typed reading, editing in place, writing safely. */
export { ADDED_COMMENT, type Assignment, EnvDocument, type SetOptions } from './document.ts';
export { type EnvValue, KINDS, type Kind } from './kinds.ts';
export { type EnvProblem, type EnvReading, EnvValues, isPlaceholder, readEnvironment, refuseProblems } from './read.ts';
export { fitOf, type Readings, readings } from './readers.ts';
export { ENV_SCHEMA, type EnvKey, schemaOf } from './schema.ts';
export { readEnvFile, type WriteOptions, type Written, writeEnvFile } from './write.ts';
