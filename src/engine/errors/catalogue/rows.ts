/** All known failures as one table. A row's id is an error code, so that documentation lists them once. */
import { ACCESS_FAILURES } from './access.ts';
import { AWS_FAILURES } from './aws.ts';
import { HOST_FAILURES } from './hosts.ts';
import { HUB_FAILURES } from './hub.ts';
import { IMAGE_FAILURES } from './images.ts';
import { MACHINE_FAILURES } from './machine.ts';
import { TERRAFORM_FAILURES } from './terraform.ts';
import type { KnownFailure } from './types.ts';

export const CATALOGUE: readonly KnownFailure[] = [
  ...TERRAFORM_FAILURES,
  ...ACCESS_FAILURES,
  ...AWS_FAILURES,
  ...MACHINE_FAILURES,
  ...HOST_FAILURES,
  ...IMAGE_FAILURES,
  ...HUB_FAILURES,
];
