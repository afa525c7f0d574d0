/** A saved plan: what it changes, how dangerous that is, and the hash that names it. */

export { type Creations, creationsOf, type PlannedImport, type PlannedThing } from './creations.ts';
export { type DriftRow, driftOfPlan } from './drift.ts';
export { planHash } from './hash.ts';
export { type RawPlan, type RawResourceChange, rawPlan } from './json.ts';
export { interruptsTraining, levelOf, levelOfChange, type Severity, worst } from './level.ts';
export { actionOfChange, type PlanCounts, type PlanModel, type PlanReadOptions, planEvent, readPlan } from './read.ts';
export { STATE_TABLE, type StateRow, stateRowOf } from './state-table.ts';
