/** Every check, in the order in which they are shown. */
import type { Check } from '../check.ts';
import { deepChecks } from './deep.ts';
import { githubCheck } from './github.ts';
import { keyPairCheck } from './key-pair.ts';
import { clockCheck, diskCheck } from './machine.ts';
import { profileChecks } from './profiles.ts';
import { programChecks, terraformCheck } from './programs.ts';
import { publicDnsChecks } from './public-dns.ts';
import { envFilesCheck, gitCheck } from './workspace.ts';

/** What only AWS can answer: asked with `--deep`. */
export const DEEP_CHECKS: readonly Check[] = deepChecks;

export const CHECKS: readonly Check[] = [
  terraformCheck,
  ...programChecks,
  githubCheck,
  keyPairCheck,
  ...profileChecks,
  envFilesCheck,
  gitCheck,
  ...publicDnsChecks,
  diskCheck,
  clockCheck,
];
