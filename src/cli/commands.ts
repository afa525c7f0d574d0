/**
 * Every command, as a table: name, words, options, and how its code is loaded. Help and completion are generated from it.
 * Holds no behaviour and imports none, so that `--help` loads nothing heavy.
 */
import type { CommandContext } from '../commands/context.ts';
import {
  DOCTOR_OPTIONS,
  EMAIL_OPTIONS,
  FORWARD_OPTIONS,
  GLOBAL_OPTIONS,
  KEY_OPTIONS,
  type OptionSpec,
  PIPELINE_OPTIONS,
  PROFILE_OPTIONS,
  REAL_OPTIONS,
  REHEARSAL_OPTIONS,
  SETUP_OPTIONS,
  SSH_CONFIG_OPTIONS,
} from './options.ts';

export interface CommandSpec {
  name: string;
  group: 'Start' | 'Deploy' | 'One step' | 'Reach' | 'Rehearse' | 'Look';
  words: string;
  /** What may follow the name, for help: `<deploy|stop>`. */
  positionals?: string;
  options: Record<string, OptionSpec>;
  load: () => Promise<{ run: (context: CommandContext) => Promise<number> }>;
}

const step = (name: string, words: string, own: Record<string, OptionSpec> = {}): CommandSpec => ({
  name,
  group: 'One step',
  words,
  options: { ...own, ...REAL_OPTIONS, resume: PIPELINE_OPTIONS.resume },
  load: () => import('../commands/step.ts'),
});

export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'rehearse',
    group: 'Rehearse',
    words: 'the same code against a local stand-in of AWS; needs no account',
    positionals: '<deploy|forward-trust|stop>',
    options: { ...REHEARSAL_OPTIONS, ...FORWARD_OPTIONS },
    load: () => import('../commands/rehearse/rehearse.ts'),
  },
  {
    name: 'deploy',
    group: 'Deploy',
    words: 'the whole pipeline, from logins to the written environment file',
    options: { ...PIPELINE_OPTIONS, ...REAL_OPTIONS },
    load: () => import('../commands/deploy.ts'),
  },
  step('github-login', 'is the GitHub CLI there and logged in'),
  step('aws-login', 'do the AWS credentials work, and are they for the right account'),
  step('create-backend', 'make the Terraform state bucket, safe and versioned'),
  {
    ...step(
      'generate-internal-service-key',
      'mint the key fl-server uses to call flip-api, keep or adopt an existing one',
      KEY_OPTIONS,
    ),
    load: () => import('../commands/ready/keys.ts'),
  },
  step('init', 'initialise Terraform with the state bucket of the environment'),
  step('import-persistent', 'find what exists already and write import blocks for it'),
  step('plan', 'show what would change; prints the plan hash that `apply` accepts', {
    detailed: { type: 'boolean', words: 'exit 7 when anything would change' },
    drift: { type: 'boolean', words: 'only show what was changed outside Terraform; exit 7 when anything was' },
  }),
  step('apply', 'plan, ask, and apply exactly the plan that was shown'),
  step(
    'provision-kits',
    'copy the FL kits from their bucket into the hub, and make the keys of trusts known to Flower',
  ),
  step('seed-users', 'make the first administrator and researcher, and leave whoever is there alone'),
  step('update-env', 'write the outputs of Terraform into the environment file'),
  step('ssh-config', 'write the ssh aliases flip and flip-trust, which go through Systems Manager', SSH_CONFIG_OPTIONS),
  {
    name: 'unlock',
    group: 'One step',
    words: 'show who has the lock of the environment, and remove it',
    options: { ...REAL_OPTIONS },
    load: () => import('../commands/unlock.ts'),
  },
  {
    name: 'force-unlock',
    group: 'One step',
    words: "show who has Terraform's own lock on the state, and remove it",
    positionals: '[LOCK_ID]',
    options: { ...REAL_OPTIONS },
    load: () => import('../commands/unlock.ts'),
  },
  {
    name: 'setup',
    group: 'Start',
    words: 'first-time set-up: asks what cannot be derived, and writes the environment file',
    options: { ...SETUP_OPTIONS, ...REAL_OPTIONS },
    load: () => import('../commands/setup/setup.ts'),
  },
  {
    name: 'email',
    group: 'Start',
    words: "the sender's address in SES: verified or not, sandbox or production, and what to do next",
    options: { ...EMAIL_OPTIONS, ...REAL_OPTIONS },
    load: () => import('../commands/email.ts'),
  },
  {
    name: 'aws-profiles',
    group: 'Start',
    words: 'write the AWS profiles dev, stag and prod: signs in, lists accounts and roles, keeps the rest of the file',
    options: { ...PROFILE_OPTIONS, ...REAL_OPTIONS },
    load: () => import('../commands/ready/aws-profiles.ts'),
  },
  {
    name: 'key-pair',
    group: 'Start',
    words: 'the SSH key pair ~/.ssh/host-aws: made where there is none, compared with the one EC2 knows',
    options: { ...REAL_OPTIONS },
    load: () => import('../commands/ready/key-pair.ts'),
  },
  {
    name: 'doctor',
    group: 'Start',
    words: 'is this machine ready: each prerequisite with what was found, what is needed, and how to fix it',
    options: { ...DOCTOR_OPTIONS, ...REAL_OPTIONS },
    load: () => import('../commands/doctor.ts'),
  },
  {
    name: 'forward-trust',
    group: 'Reach',
    words: 'XNAT, Orthanc, Grafana and the APIs of the trust on this machine, through Systems Manager',
    options: { ...FORWARD_OPTIONS },
    load: () => import('../commands/reach/forward-trust.ts'),
  },
  {
    name: 'ssh',
    group: 'Reach',
    words: 'a shell on the bastion (flip) or the trust host (flip-trust)',
    positionals: '<flip|flip-trust> [command]',
    options: { 'allow-endpoint-override': REAL_OPTIONS['allow-endpoint-override'] },
    load: () => import('../commands/reach/ssh.ts'),
  },
  {
    name: 'ssm-proxy',
    group: 'Reach',
    words: 'the ProxyCommand of ssh: standard input and output through a session',
    positionals: '<instance> <port>',
    options: { 'allow-endpoint-override': REAL_OPTIONS['allow-endpoint-override'] },
    load: () => import('../commands/reach/ssm-proxy.ts'),
  },
  {
    name: 'runs',
    group: 'Look',
    words: 'what was run here, with what outcome',
    positionals: '[list|show ID]',
    options: {},
    load: () => import('../commands/runs.ts'),
  },
];

export const optionsOf = (command: CommandSpec | undefined): Record<string, OptionSpec> => ({
  ...GLOBAL_OPTIONS,
  ...command?.options,
});
