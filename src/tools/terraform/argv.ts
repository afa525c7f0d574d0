/**
 * Argument lists for `terraform` and `tofu`: pure functions, without the program's name in front.
 * No value of a variable ever goes in here (argv is readable by everybody on the machine): values travel by TF_VAR_*.
 */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';

export interface InitOptions {
  /** `-backend-config` pairs: bucket, region, and the key when it is not the root's own. */
  backend: { bucket: string; region: string; key?: string };
  /** A folder of unpacked providers, instead of what the CLI configuration says. */
  pluginDir?: string;
  /** Refuse to change `.terraform.lock.hcl`. */
  lockfileReadonly?: boolean;
}

export interface PlanOptions {
  /** Where the plan file goes; none for a plan that is only looked at. */
  out?: string;
  /** Addresses; see `destroyTargets` for modules. */
  targets?: readonly string[];
  destroy?: boolean;
  refreshOnly?: boolean;
  /** Seconds to wait for Terraform's own lock before giving up. */
  lockTimeoutSeconds?: number;
  parallelism?: number;
}

export interface ApplyOptions {
  lockTimeoutSeconds?: number;
  parallelism?: number;
}

export const versionArgv = (): string[] => ['version', '-json'];

export function initArgv(o: InitOptions): string[] {
  return [
    'init',
    '-json',
    '-input=false',
    '-reconfigure',
    `-backend-config=bucket=${o.backend.bucket}`,
    `-backend-config=region=${o.backend.region}`,
    ...(o.backend.key === undefined ? [] : [`-backend-config=key=${o.backend.key}`]),
    ...(o.lockfileReadonly ? ['-lockfile=readonly'] : []),
    ...(o.pluginDir === undefined ? [] : [`-plugin-dir=${o.pluginDir}`]),
  ];
}

export const validateArgv = (): string[] => ['validate', '-json'];

/** Exit 0: no change, 2: changes, 1: failed. With `refreshOnly` the exit code says nothing: count drift instead. */
export function planArgv(o: PlanOptions = {}): string[] {
  return [
    'plan',
    '-json',
    '-input=false',
    '-detailed-exitcode',
    ...locking(o),
    ...(o.destroy ? ['-destroy'] : []),
    ...(o.refreshOnly ? ['-refresh-only'] : []),
    ...(o.targets ?? []).map((address) => `-target=${safeAddress(address)}`),
    ...(o.out === undefined ? [] : [`-out=${o.out}`]),
  ];
}

/** `show -json` of a saved plan. The answer holds secrets in the clear: keep it in memory. */
export const showPlanArgv = (planFile: string): string[] => ['show', '-json', planFile];

/** Applies exactly the saved plan; Terraform asks nothing for one. */
export function applyArgv(planFile: string, o: ApplyOptions = {}): string[] {
  return ['apply', '-json', '-input=false', ...locking(o), planFile];
}

export const outputArgv = (): string[] => ['output', '-json'];
export const stateListArgv = (): string[] => ['state', 'list'];
/** The whole state on stdout, secrets included. */
export const statePullArgv = (): string[] => ['state', 'pull'];
export const statePushArgv = (file: string): string[] => ['state', 'push', file];

/** Takes back the mark that makes the next plan replace a resource. Changes the state only. */
export const untaintArgv = (address: string): string[] => ['untaint', safeAddress(address)];

/** Terraform's lock id is a UUID; anything else is refused, so that no flag can be smuggled in its place. */
export function forceUnlockArgv(lockId: string): string[] {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(lockId)) {
    throw new HubError({
      code: 'tf-lock-id-invalid',
      who: 'operator',
      what: `this is not the id of a Terraform lock: ${JSON.stringify(lockId)}`,
      next: ['copy the id from the message "Error acquiring the state lock"'],
      exit: EXIT.usage,
    });
  }
  return ['force-unlock', '-force', lockId];
}

/** The module whose things outlive a `destroy`. */
export const PERSISTENT_MODULE = 'persistent';

/**
 * Targets of a destroy: every module of the root but the persistent one, as addresses for `PlanOptions.targets`.
 * Naming modules, never resources, keeps the list right when a module grows.
 */
export function destroyTargets(modules: readonly string[]): string[] {
  return modules.filter((name) => name !== PERSISTENT_MODULE).map((name) => `module.${name}`);
}

function locking(o: ApplyOptions): string[] {
  return [
    ...(o.lockTimeoutSeconds === undefined ? [] : [`-lock-timeout=${o.lockTimeoutSeconds}s`]),
    ...(o.parallelism === undefined ? [] : [`-parallelism=${o.parallelism}`]),
  ];
}

function safeAddress(address: string): string {
  if (/^[A-Za-z_]/.test(address) && !/[\r\n]/.test(address)) return address;
  throw new HubError({
    code: 'tf-address-invalid',
    who: 'bug',
    what: `this is not a Terraform address: ${JSON.stringify(address)}`,
    next: ['report this with the run id'],
    exit: EXIT.bug,
  });
}
