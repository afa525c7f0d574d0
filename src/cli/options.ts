/**
 * Every option of the command line, as a table: help, parsing, `FLIP_HUB_*` variables and completion come from it.
 * An exported variable must never disarm a later command: what answers a question or lifts a refusal has none.
 */
export interface OptionSpec {
  type: 'boolean' | 'string';
  multiple?: boolean;
  /** Placeholder of the value in help. */
  value?: string;
  words: string;
  /** No `FLIP_HUB_<NAME>` variable for this one. */
  noVariable?: boolean;
}

export const GLOBAL_OPTIONS = {
  env: { type: 'string', value: 'stag|production', words: 'the environment' },
  workspace: { type: 'string', value: 'DIR', words: 'the folder with the environment files' },
  plain: { type: 'boolean', words: 'plain lines instead of the screen' },
  json: { type: 'boolean', words: 'one JSON object a line' },
  'screen-reader': { type: 'boolean', words: 'sentences, nothing redrawn' },
  'no-input': { type: 'boolean', words: 'never ask; a question without a flag is a no' },
  yes: { type: 'boolean', words: 'answer moderate questions with yes', noVariable: true },
  confirm: {
    type: 'string',
    multiple: true,
    value: 'NAME',
    words: 'answer a severe question; repeatable',
    noVariable: true,
  },
  'plan-hash': {
    type: 'string',
    value: 'H',
    words: 'the plan that was agreed to, as printed by `plan`',
    noVariable: true,
  },
  'no-color': { type: 'boolean', words: 'no colour' },
  ascii: { type: 'boolean', words: 'only ASCII characters on the screen' },
  verbose: { type: 'boolean', words: 'log lines of tools too, in plain output' },
  help: { type: 'boolean', words: 'this help' },
  version: { type: 'boolean', words: 'the version' },
} as const satisfies Record<string, OptionSpec>;

export const PIPELINE_OPTIONS = {
  from: { type: 'string', value: 'PHASE', words: 'start at this phase' },
  to: { type: 'string', value: 'PHASE', words: 'end after this phase' },
  only: { type: 'string', multiple: true, value: 'PHASE', words: 'only this phase; repeatable' },
  skip: { type: 'string', multiple: true, value: 'PHASE', words: 'leave this phase out; repeatable' },
  resume: { type: 'boolean', words: 'continue the last unfinished run, proving what is done instead of repeating it' },
} as const satisfies Record<string, OptionSpec>;

/** Opt-in, and untested here: a state that one of the two wrote is not always readable by the other. */
const OPENTOFU = { type: 'boolean', words: 'use OpenTofu instead of Terraform (untested)' } as const;

export const REHEARSAL_OPTIONS = {
  opentofu: OPENTOFU,
  keep: { type: 'string', value: 'DIR', words: 'make DIR the workspace of the rehearsal and leave everything running' },
  'stop-after': { type: 'string', value: 'PHASE', words: 'end after this phase and leave everything running' },
  resume: { type: 'boolean', words: 'continue the rehearsal that was cut off' },
  faults: {
    type: 'string',
    value: 'SPEC|off',
    words: 'what goes wrong: throttle=0.05,drop-after=0.01,seed=7',
  },
  iam: { type: 'string', value: 'list|enforce', words: 'look at what the documented permissions allow' },
} as const satisfies Record<string, OptionSpec>;

export const REAL_OPTIONS = {
  opentofu: OPENTOFU,
  'allow-endpoint-override': {
    type: 'boolean',
    words: 'accept AWS_ENDPOINT_URL* and AWS_CA_BUNDLE of this shell',
    noVariable: true,
  },
} as const satisfies Record<string, OptionSpec>;

export const EMAIL_OPTIONS = {
  wait: { type: 'boolean', words: 'stay until the link was clicked' },
  resend: { type: 'boolean', words: 'have a new link sent' },
  'request-production': { type: 'boolean', words: 'ask AWS to let this account send to everybody' },
  website: { type: 'string', value: 'URL', words: 'the address of the hub, for that request' },
  'use-case': { type: 'string', value: 'TEXT', words: 'who is mailed, why and how often, for that request' },
} as const satisfies Record<string, OptionSpec>;

export const DOCTOR_OPTIONS = {
  deep: { type: 'boolean', words: 'ask AWS too: account, permissions, key pair, public zone' },
  fix: { type: 'boolean', words: 'ask for each fix whether to run it', noVariable: true },
} as const satisfies Record<string, OptionSpec>;

export const PROFILE_OPTIONS = {
  'start-url': {
    type: 'string',
    value: 'URL',
    words: 'the address of IAM Identity Center, https://….awsapps.com/start',
  },
  'sso-region': { type: 'string', value: 'REGION', words: 'where IAM Identity Center lives' },
  region: { type: 'string', value: 'REGION', words: 'where the hub lives' },
  use: {
    type: 'string',
    multiple: true,
    value: 'ENV=ACCOUNT/ROLE',
    words: 'the account and role of an environment, e.g. stag=111122223333/Operator; repeatable',
  },
} as const satisfies Record<string, OptionSpec>;

/** Named answers of setup; every other key is answered by `--set`. */
export const SETUP_OPTIONS = {
  join: { type: 'boolean', words: 'a workspace for an environment that is deployed already, from its record' },
  account: { type: 'string', value: 'ID', words: 'the AWS account of the environment, 12 digits' },
  profile: { type: 'string', value: 'NAME', words: 'the AWS profile that signs in to it' },
  region: { type: 'string', value: 'REGION', words: 'the region of the hub' },
  domain: { type: 'string', value: 'NAME', words: 'the public name of the UI and the API' },
  email: { type: 'string', value: 'ADDRESS', words: "sender of the hub's mail" },
  registry: { type: 'string', value: 'PREFIX', words: 'image registry prefix, with its final slash' },
  'image-tag': { type: 'string', value: 'TAG', words: "tag of the hub's images" },
  set: {
    type: 'string',
    multiple: true,
    value: 'KEY=VALUE',
    words: 'answer for any key; repeatable. A secret comes by FLIP_HUB_SET_<KEY> instead',
    noVariable: true,
  },
  step: {
    type: 'string',
    multiple: true,
    value: 'NAME',
    words: 'do this afterwards too: create-backend, generate-internal-service-key, email; repeatable',
  },
  'start-url': PROFILE_OPTIONS['start-url'],
  'sso-region': PROFILE_OPTIONS['sso-region'],
  use: PROFILE_OPTIONS.use,
  'no-key-pair': { type: 'boolean', words: 'do not make ~/.ssh/host-aws where it is missing' },
} as const satisfies Record<string, OptionSpec>;

export const KEY_OPTIONS = {
  force: { type: 'boolean', words: 'make a new internal service key; severe', noVariable: true },
  'aes-key': {
    type: 'boolean',
    words: 'a payload key too, where there is none; with --force a new one, which every trust must get (severe)',
    noVariable: true,
  },
  'database-password': { type: 'boolean', words: 'a database password too, for local development' },
} as const satisfies Record<string, OptionSpec>;

export const SSH_CONFIG_OPTIONS = {
  proxy: {
    type: 'string',
    value: 'flip-hub|aws',
    words: 'what carries ssh: this program, or the AWS CLI and its plugin',
  },
} as const satisfies Record<string, OptionSpec>;

export const FORWARD_OPTIONS = {
  only: {
    type: 'string',
    multiple: true,
    value: 'NAMES',
    words: 'only these: xnat,grafana,db,9000:10.0.1.7:9000; all',
  },
  port: {
    type: 'string',
    multiple: true,
    value: 'NAME=PORT',
    words: 'another local port, e.g. xnat=18105; repeatable',
  },
  bind: { type: 'string', value: 'ADDR', words: 'listen there; anything but loopback is asked for', noVariable: true },
  transport: { type: 'string', value: 'native|plugin', words: 'our own sessions, or session-manager-plugin' },
  pool: { type: 'string', value: 'K', words: 'sessions behind each port, for faster downloads (1 to 8)' },
  kit: { type: 'string', value: 'CODE', words: 'the kit that says on which ports the trust listens' },
  'allow-endpoint-override': REAL_OPTIONS['allow-endpoint-override'],
} as const satisfies Record<string, OptionSpec>;
