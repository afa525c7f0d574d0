/** Terraform (and OpenTofu): command lines, streams, plans, errors, providers, working copies. Runs nothing itself. */
export * from './argv.ts';
export { errorOfDiagnostic, errorsOfDiagnostics } from './diagnostics.ts';
export { lockInfoOf, type TerraformLock } from './lock-info.ts';
export type { TfChange, TfDiagnostic, TfMessage, TfOutput, TfResource } from './message.ts';
export * from './plan/index.ts';
export { diagnosticOf, LineSplitter, parseTfLine } from './stream.ts';
export { actionOf, TfTranslator, toHubEvents } from './translate.ts';
