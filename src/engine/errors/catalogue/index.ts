/** The catalogue of known failures of outside tools: pattern → cause → next steps. */
export { errorOf, recognise, strikesEverything } from './recognise.ts';
export { CATALOGUE } from './rows.ts';
export type { FailingTool, FailureContext, KnownFailure, Match } from './types.ts';
