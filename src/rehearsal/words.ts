/** What a finished rehearsal proves and what it does not: the sentences printed at its end, nothing else. */

export const WHAT_IT_PROVES: readonly string[] = [
  'The Terraform configuration is valid, and the real AWS provider accepts every value in it.',
  'Everything is created in an order that works, and taken down in one that works.',
  'A second plan after the apply changes nothing.',
  'State, lock and saved plan are handled by the same code that a real deployment runs.',
  'Every AWS call had a shape that the stand-in could answer, and none left this machine.',
];

export const WHAT_IT_DOES_NOT: readonly string[] = [
  'That your account may do all this: permissions, organisation policies, quotas and limits are not checked.',
  'That AWS has the instance types, engine versions and images you name.',
  'That names resolve, certificates are issued or e-mail arrives: DNS, TLS and mail do not exist here.',
  'That containers start, become healthy, or find each other: none is run.',
  'How long it takes: the stand-in is ready at once, AWS is not.',
];
