/** OpenSSH, as the rest of flip-hub uses it. */
export { shellArgv } from './argv.ts';
export { type Effective, effectiveConfig } from './effective.ts';
