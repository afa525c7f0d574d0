/** The chapters of an environment file, in their order: of the template, the reference page and the questions of setup. */
export const GROUPS = {
  account: {
    title: 'Account and profile',
    words: 'which AWS account this environment lives in, and who signs in to it',
  },
  names: { title: 'Public names and mail', words: 'what users and trusts reach, and who sends and gets mail' },
  buckets: { title: 'Buckets', words: 'names that nobody else in the world may have' },
  images: { title: 'Images', words: 'what the hub runs' },
  learning: { title: 'Federated learning', words: 'the framework, its kits and slots' },
  trusts: { title: 'Trusts', words: 'a trust host in this account, and who may reach the FL endpoint' },
  secrets: { title: 'Secrets', words: 'never shown, never logged, never on a command line' },
  database: { title: 'Database', words: 'names and version' },
  network: { title: 'Network', words: 'the VPC, ports, logs' },
  users: { title: 'Users and UI', words: 'sign-in, and what the UI is told' },
  outputs: { title: 'Written by update-env', words: 'outputs of Terraform; an edit by hand is overwritten' },
  elsewhere: { title: 'Of other tooling', words: 'known and kept, not used by flip-hub' },
} as const satisfies Record<string, { title: string; words: string }>;

export type Group = keyof typeof GROUPS;
