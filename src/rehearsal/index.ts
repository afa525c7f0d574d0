/** The rehearsal's stand-in of AWS, as its command uses it. Nothing else of this folder is imported from outside. */
export { FAKE_ACCOUNT, REHEARSAL_REGION } from './account.ts';
export { runStandInDaemon } from './daemon/main.ts';
export { rehearsalEnvironment } from './environment.ts';
export { faultsOf, injectedFaults, putFaults } from './faults/remote.ts';
export { type FaultSpec, faultsText, parseFaults } from './faults/spec.ts';
export { missingPermissions, uncheckedOperations } from './iam/missing.ts';
export { DOCUMENTED_POLICIES, OPERATOR_ROLE, parsePermissionMode } from './iam/operator.ts';
export { findStandIn } from './life/find.ts';
export { startStandIn } from './life/start.ts';
export { stopStandIn } from './life/stop.ts';
export { type StubKits, seedKits, seedStandIn } from './seed.ts';
export { parseSessionFaults, putSessionFaults } from './ssm/remote.ts';
export { gapsOf, gatewayUrl, type StandIn, sinkContacts } from './stand-in.ts';
export { WHAT_IT_DOES_NOT, WHAT_IT_PROVES } from './words.ts';
export { createRehearsalWorkspace } from './workspace/create.ts';
export { threeLines } from './workspace/three-lines.ts';
