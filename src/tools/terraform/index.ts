/** Terraform (and OpenTofu): command lines, streams, plans, errors, providers, working copies. Runs nothing itself. */
export * from './argv.ts';
export * from './binary.ts';
export { errorOfDiagnostic, errorsOfDiagnostics, speaksOf } from './diagnostics.ts';
export { realFileView } from './file-view.ts';
export { hclString, hclStrings } from './hcl.ts';
export { hclAttributes, hclBlocks } from './hcl-blocks.ts';
export { isObject, type JsonObject, listAt, numberAt, objectAt, parseJson, textAt } from './json-shape.ts';
export { lockInfoOf, type TerraformLock } from './lock-info.ts';
export type { TfApplyMessage, TfChange, TfDiagnostic, TfMessage, TfOutput, TfResource } from './message.ts';
export * from './plan/index.ts';
export * from './provider-version.ts';
export * from './providers.ts';
export { diagnosticOf, LineSplitter, parseTfLine, withPlainTogether } from './stream.ts';
export { actionOf, TfTranslator, toHubEvents } from './translate.ts';
export * from './working-copy.ts';
