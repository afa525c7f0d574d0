/**
 * Which terraform (or, when asked for, tofu) is used, and whether it is new enough. Never one from the current folder.
 * Runs nothing: the caller runs `versionArgv` and hands the text over.
 */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { findProgram } from '../process.ts';
import { isObject, parseJson, textAt } from './json-shape.ts';

export type BinaryKind = 'terraform' | 'tofu';

export interface TerraformVersion {
  kind: BinaryKind;
  /** `1.13.1`, without a leading v. */
  version: string;
  /** `linux_amd64`; empty when it did not say. */
  platform: string;
}

/** Floors by use. A rehearsal needs write-only arguments and ephemeral variables; AWS itself gets what is tested. */
const FLOOR: Record<BinaryKind, { real: string; rehearsal: string }> = {
  terraform: { real: '1.13.1', rehearsal: '1.11.0' },
  tofu: { real: '1.11.0', rehearsal: '1.11.0' },
};

/** The oldest version a use accepts. */
export const floorOf = (kind: BinaryKind, use: 'real' | 'rehearsal'): string => FLOOR[kind][use];

const INSTALL: Record<BinaryKind, string> = {
  terraform: 'https://developer.hashicorp.com/terraform/install',
  tofu: 'https://opentofu.org/docs/intro/install/',
};

/** Absolute path of the binary. Throws exit 4 when PATH has none outside the current folder. */
export function findBinary(
  kind: BinaryKind,
  path: string | undefined,
  cwd: string,
  use: 'real' | 'rehearsal' = 'real',
): string {
  const found = findProgram(kind, path, cwd);
  if (found !== undefined) return found;
  throw new HubError({
    code: 'terraform-missing',
    who: 'environment',
    what: `${kind} is not installed`,
    cause: 'No folder of PATH holds it; the current folder is never searched.',
    next: [`install ${kind} ${FLOOR[kind][use]} or newer: ${INSTALL[kind]}`, 'then repeat the command'],
    exit: EXIT.precondition,
    tool: kind,
  });
}

/** Reads `version -json` (or the first line of plain `version`). Throws `terraform-missing` when it is neither. */
export function parseVersion(text: string, kind: BinaryKind): TerraformVersion {
  const json = parseJson(text);
  // OpenTofu kept the field's name.
  const version = isObject(json) ? textAt(json, 'terraform_version') : (/v(\d+\.\d+\.\d+\S*)/.exec(text)?.[1] ?? '');
  if (/^\d+\.\d+\.\d+/.test(version)) return { kind, version, platform: textAt(json, 'platform') };
  throw new HubError({
    code: 'terraform-missing',
    who: 'tool',
    what: `${kind} does not tell its version`,
    cause: 'It is a wrapper that needs set-up first, or a broken installation.',
    next: [`${kind} version -json`, `install ${kind} again: ${INSTALL[kind]}`],
    exit: EXIT.precondition,
    tool: kind,
  });
}

/** Throws exit 4 when the version is below the floor of this use. */
export function requireVersion(found: TerraformVersion, use: 'real' | 'rehearsal'): void {
  const floor = FLOOR[found.kind][use];
  if (compareVersions(found.version, floor) >= 0) return;
  throw new HubError({
    code: 'terraform-too-old',
    who: 'environment',
    what: `${found.kind} ${found.version} is too old: ${floor} or newer is needed`,
    cause:
      use === 'real'
        ? 'A deployment to AWS uses what was tested.'
        : 'Secrets travel by write-only arguments, which older ones lack.',
    next: [`install ${found.kind} ${floor} or newer: ${INSTALL[found.kind]}`],
    exit: EXIT.precondition,
    tool: found.kind,
  });
}

/** Below, at or above zero, as for sorting. A pre-release comes before its release. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let i = 0; i < 3; i += 1) {
    const difference = (left.numbers[i] ?? 0) - (right.numbers[i] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.pre === right.pre) return 0;
  if (left.pre === '') return 1;
  if (right.pre === '') return -1;
  return left.pre < right.pre ? -1 : 1;
}

function partsOf(version: string): { numbers: number[]; pre: string } {
  const [core = '', pre = ''] = version.replace(/^v/, '').replace(/\+.*$/, '').split(/-(.*)/s);
  return { numbers: core.split('.').map((n) => Number.parseInt(n, 10) || 0), pre };
}
