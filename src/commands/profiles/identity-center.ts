/**
 * Where IAM Identity Center is, and which account and role an environment has there: how both are written in an answer,
 * and what `~/.aws/config` knows of them already. Pure.
 */
import type { SharedConfig } from '../../aws/sso/shared-config.ts';
import { type Environment, environmentNamed } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';

export interface IdentityCenter {
  startUrl: string;
  /** Where IAM Identity Center lives, which need not be where the hub lives. */
  ssoRegion: string;
}

/** An account and a role in it. */
export interface AccountRole {
  accountId: string;
  role: string;
}

export const DEFAULT_REGION = 'eu-west-2';
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const ACCOUNT_ROLE = /^(\d{12})\/([\w+=,.@-]{1,64})$/;

/** Undefined: good; else what it must be, in words that follow "must be". */
export const startUrlProblem = (url: string): string | undefined =>
  /^https:\/\/[^\s/]+\/[\x21-\x7e]*$/.test(url) ? undefined : 'an address such as https://example.awsapps.com/start';
export const regionProblem = (region: string): string | undefined =>
  REGION.test(region) ? undefined : 'a region such as eu-west-2';

/** `111122223333/Operator`. */
export function accountRole(text: string): AccountRole | undefined {
  const [, accountId, role] = ACCOUNT_ROLE.exec(text) ?? [];
  return accountId === undefined || role === undefined ? undefined : { accountId, role };
}

/** `stag=111122223333/Operator`, as `--use` takes it. Throws exit 2 for anything else. */
export function readUse(text: string, command: string): AccountRole & { environment: Environment } {
  const [, name, rest = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  const found = accountRole(rest);
  if (name !== undefined && found !== undefined) return { environment: environmentNamed(name, '--use'), ...found };
  throw new HubError({
    code: 'usage',
    who: 'operator',
    what: `--use takes ENV=ACCOUNT/ROLE, not ${JSON.stringify(text)}`,
    next: [`flip-hub ${command} --use stag=111122223333/Operator`],
    exit: EXIT.usage,
  });
}

/** Throws exit 2 for what can be no address of IAM Identity Center. */
export function requireCenter({ startUrl, ssoRegion }: IdentityCenter, command: string): IdentityCenter {
  const wrong = startUrlProblem(startUrl) ?? regionProblem(ssoRegion);
  if (wrong === undefined) return { startUrl, ssoRegion };
  throw new HubError({
    code: 'usage',
    who: 'operator',
    what: `${startUrl} in ${ssoRegion} is no address of IAM Identity Center`,
    cause: `it takes ${wrong}`,
    next: [`flip-hub ${command} --start-url https://example.awsapps.com/start --sso-region eu-west-2`],
    exit: EXIT.usage,
  });
}

/** Every address in the file, each once, in its order. A section that names only half of one counts for nothing. */
export function knownCenters({ sections }: SharedConfig): IdentityCenter[] {
  const found: IdentityCenter[] = [];
  for (const { values } of sections) {
    const startUrl = values.get('sso_start_url')?.value ?? '';
    const ssoRegion = values.get('sso_region')?.value ?? '';
    if (startUrlProblem(startUrl) !== undefined || regionProblem(ssoRegion) !== undefined) continue;
    if (!found.some((one) => one.startUrl === startUrl && one.ssoRegion === ssoRegion))
      found.push({ startUrl, ssoRegion });
  }
  return found;
}
