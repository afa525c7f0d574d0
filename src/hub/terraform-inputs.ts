/**
 * Environment values → TF_VAR_* of a child process. Owns which keys go to Terraform and in which form; the map holds
 * secrets, so it belongs in a child's environment and nowhere else.
 */
import { createHash, scryptSync } from 'node:crypto';
import type { Environment } from '../engine/environments.ts';
import type { EnvValues } from './env-file/index.ts';
import { ENV_SCHEMA } from './env-file/index.ts';

export interface TerraformInputOptions {
  environment: Environment;
  /** Text of the operator's public SSH key. */
  publicKey: string;
}

/** The three values of the hub's secret. */
const SECRET_FIELDS = ['AES_KEY_BASE64', 'INTERNAL_SERVICE_KEY', 'INTERNAL_SERVICE_KEY_HASH'] as const;

/** Terraform's name for a key. */
export const variableOf = (key: string): string => key.toLowerCase();

/** Names of all variables that hold secrets, for masking a plan. */
export const SECRET_VARIABLES: readonly string[] = ENV_SCHEMA.filter((row) => row.secret).map((row) =>
  variableOf(row.key),
);

/**
 * What Terraform gets, by name with TF_VAR_. A key without a value is left out, so that the root's default holds: an
 * empty string is no number. `export TF_VAR_x=` lines of the file pass too, but never replace a key of the schema.
 */
export function terraformInputs(
  values: EnvValues,
  file: readonly string[],
  o: TerraformInputOptions,
): Record<string, string> {
  const inputs: Record<string, string> = {};
  for (const key of file) {
    const text = key.startsWith('TF_VAR_') ? values.text(key) : undefined;
    if (text !== undefined) inputs[key] = text;
  }
  const put = (name: string, value: string) => {
    inputs[`TF_VAR_${name}`] = value;
  };
  for (const row of ENV_SCHEMA) {
    if (!row.terraform) continue;
    const secret = values.secret(row.key);
    const value = secret ? secret.reveal() : values.value(row.key);
    if (value !== undefined) put(variableOf(row.key), formOf(value));
  }
  if (o.environment.terraform !== undefined) put('environment', o.environment.terraform);
  put('ec2_public_key', o.publicKey.trim());
  const version = secretVersion(values);
  if (version !== undefined) put('flip_api_secret_version', String(version));
  return inputs;
}

/**
 * A positive whole number that changes exactly when one of the secret's three fields does; undefined until all are
 * there. Equal on every operator's machine, which is why its salt is the account and not random; scrypt keeps it from
 * telling anything about keys that are random anyway.
 */
export function secretVersion(values: EnvValues): number | undefined {
  const fields = SECRET_FIELDS.map((key) => values.secret(key)?.reveal());
  if (fields.some((f) => f === undefined)) return undefined;
  const salt = `flip-hub FLIP_API ${values.text('FLIP_AWS_ACCOUNT_ID') ?? ''}`;
  const text = JSON.stringify(fields);
  const asked = createHash('sha256').update(salt).update(text).digest('base64');
  const known = versions.get(asked) ?? derivedVersion(text, salt);
  versions.set(asked, known);
  return known;
}

/** By a hash of what they are of. Every phase asks for the same one, and each answer stops the screen for a frame's time. */
const versions = new Map<string, number>();

function derivedVersion(text: string, salt: string): number {
  const digest = scryptSync(text, salt, 8, { N: 2 ** 14, r: 8, p: 1 });
  // 31 bits, as providers keep such numbers in signed 32-bit fields here and there; zero means "never written".
  return digest.readUInt32BE(0) >>> 1 || 1;
}

/** Text for an environment variable: Terraform reads lists and objects from it as HCL, of which JSON is a part. */
function formOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);
}
