/**
 * Another version of the AWS provider than the tested one: only by an operator's explicit word. The run's copy of the
 * root then asks for exactly that version, and the lock file of the tested one leaves the copy.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { writeFileAtomic } from '../../engine/run/atomic-file.ts';

export const PROVIDER_OVERRIDE_FILE = 'provider_override.tf';
const LOCK_FILE = '.terraform.lock.hcl';

/** FLIP_HUB_PROVIDER_VERSION, or undefined for the tested version. Throws exit 2 for what the root cannot work with. */
export function chosenProviderVersion(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = env.FLIP_HUB_PROVIDER_VERSION;
  if (named === undefined || named === '') return undefined;
  const [major = 0, minor = 0] = (/^(\d+)\.(\d+)\.\d+$/.exec(named) ?? []).slice(1).map(Number);
  if (major === 6 || (major === 5 && minor >= 100)) return named;
  throw new HubError({
    code: 'provider-version-refused',
    who: 'operator',
    what: `FLIP_HUB_PROVIDER_VERSION is ${JSON.stringify(named)}; the root works with versions from 5.100.0 and below 7`,
    next: ['unset FLIP_HUB_PROVIDER_VERSION to use the tested version'],
    exit: EXIT.usage,
  });
}

export const providerOverrideText = (version: string): string =>
  `terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = "${version}"\n    }\n  }\n}\n`;

/** Makes a working copy ask for that version and no other. */
export function writeProviderOverride(root: string, version: string): void {
  writeFileAtomic(join(root, PROVIDER_OVERRIDE_FILE), providerOverrideText(version));
  rmSync(join(root, LOCK_FILE), { force: true });
}

/** Whether this copy takes the tested provider, whose hashes the lock file lists for every platform. */
export const usesTestedProvider = (root: string): boolean => !existsSync(join(root, PROVIDER_OVERRIDE_FILE));
