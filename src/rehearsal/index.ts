/** The rehearsal's stand-in of AWS, as its command uses it. Nothing else of this folder is imported from outside. */
export { runStandInDaemon, type StandInSpec } from './daemon/main.ts';
export { rehearsalEnvironment } from './environment.ts';
export type { Fault, FaultFor } from './gateway/faults.ts';
export type { Gap } from './gateway/gaps.ts';
export { findStandIn } from './life/find.ts';
export { type StartOptions, startStandIn } from './life/start.ts';
export { stopStandIn } from './life/stop.ts';
export { type Seeded, seedStandIn } from './seed.ts';
export type { SinkContact } from './sink/server.ts';
export { gapsOf, gatewayUrl, type StandIn, sinkContacts } from './stand-in.ts';
export { WHAT_IT_DOES_NOT, WHAT_IT_PROVES } from './words.ts';
export { createRehearsalWorkspace, REHEARSAL_MARK, type RehearsalWorkspace } from './workspace/create.ts';
export { threeLines } from './workspace/three-lines.ts';
