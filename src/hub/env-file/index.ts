/** The environment file: parsing, typed reading, editing in place, writing safely. */

export { checkAnswer } from './answer.ts';
export { ADDED_COMMENT, type Assignment, EnvDocument, type SetOptions } from './document.ts';
export { GROUPS, type Group } from './groups.ts';
export { type EnvValue, KINDS, type Kind } from './kinds.ts';
export { type EnvProblem, type EnvReading, EnvValues, isPlaceholder, readEnvironment, refuseProblems } from './read.ts';
export { fitOf, type Readings, readings, unfitReason } from './readers.ts';
export { ANSWER_VARIABLE, answerFlag, ENV_SCHEMA, type EnvKey, isRequired, type Look, schemaOf } from './schema.ts';
export { newEnvFile, templateText, writeOptions } from './template.ts';
export { readEnvFile, type WriteOptions, type Written, writeEnvFile } from './write.ts';
