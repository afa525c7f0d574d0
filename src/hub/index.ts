/** The hub's domain: environment file, keys, inputs of Terraform. */
export * from './env-file/index.ts';
export { diffInputs, type InputDifference, type InputsRecord, inputsRecord } from './inputs-record.ts';
export * from './keys.ts';
export {
  SECRET_VARIABLES,
  secretVersion,
  type TerraformInputOptions,
  terraformInputs,
  variableOf,
} from './terraform-inputs.ts';
