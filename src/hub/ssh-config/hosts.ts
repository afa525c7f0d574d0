/**
 * The two hosts of an environment: what their aliases are called where, and which instances they are. The instances are
 * read from the environment's own ssh_config, which the `ssh-config` step wrote from Terraform's outputs.
 */
import { join } from 'node:path';
import type { EnvironmentName } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { readSshConfig } from './file.ts';
import { isHostLineOf, keywordOf, linesOf, opensSection, wordsOf } from './line.ts';

/** `flip` is the bastion, `flip-trust` the cloud trust's host. */
export type HostName = 'flip' | 'flip-trust';
export const HOST_NAMES: readonly HostName[] = ['flip', 'flip-trust'];

/** What the tool itself calls a host, so that no alias of the operator's file can lead it elsewhere. */
export const ownAlias = (host: HostName, environment: EnvironmentName): string => `${host}-${environment}`;

export const ownSshConfig = (stateDir: string): string => join(stateDir, 'ssh_config');

/** The instance id behind a host, or undefined when the file has no such block. */
export function instanceIn(text: string, alias: string): string | undefined {
  const lines = linesOf(text);
  const at = lines.findIndex((line) => isHostLineOf(line, alias));
  if (at === -1) return undefined;
  for (const line of lines.slice(at + 1)) {
    if (opensSection(line)) return undefined;
    if (keywordOf(line) === 'hostname') return wordsOf(line)[0];
  }
  return undefined;
}

/** Throws exit 4 when the step that writes the file was not done, or this environment has no such host. */
export function instanceOf(stateDir: string, environment: EnvironmentName, host: HostName): string {
  const text = readSshConfig(ownSshConfig(stateDir));
  const found = text === undefined ? undefined : instanceIn(text, ownAlias(host, environment));
  if (found !== undefined) return found;
  const trustless = text !== undefined && host === 'flip-trust';
  throw new HubError({
    code: 'host-unknown',
    who: 'operator',
    what: trustless
      ? `${environment} has no trust host`
      : `it is not known yet which instance ${host} of ${environment} is`,
    cause: trustless
      ? 'it is a hub-only deployment (DEPLOY_TRUST_EC2 is not true), or the trust host was added since'
      : 'ssh-config has not been run for it in this workspace',
    next: [`flip-hub ssh-config --env ${environment}`],
    exit: EXIT.precondition,
  });
}
