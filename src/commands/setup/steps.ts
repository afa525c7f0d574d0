/** What comes after the environment file: which steps setup offers, and how each is done without it. */
import type { EnvironmentName } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';

export interface SetupStep {
  id: string;
  title: string;
  /** What does the same without setup, where that is more than its name. */
  command?: string;
  words: string;
}

/** Done without being asked for where there is no pair: everything else here is chosen. */
export const KEY_PAIR = 'key-pair';

export const SETUP_STEPS: readonly SetupStep[] = [
  {
    id: KEY_PAIR,
    title: 'SSH key pair',
    words: 'have ssh-keygen make ~/.ssh/host-aws, which opens the trust host; one that is there is never touched',
  },
  { id: 'create-backend', title: 'state bucket', words: 'make the bucket of the Terraform state, safe and versioned' },
  {
    id: 'generate-internal-service-key',
    title: "the hub's keys",
    command: 'generate-internal-service-key --aes-key',
    words: 'adopt the keys of a deployed hub, or make them; an existing one is kept',
  },
  {
    id: 'email',
    title: 'sender address',
    words: 'have AWS send the link to the e-mail address, so that it is clicked in time',
  },
];

/** What makes a joined workspace whole: the keys that are deployed, and Terraform's outputs. */
export const JOIN_STEPS: readonly string[] = ['generate-internal-service-key', 'update-env'];

/** Throws exit 2 for a step there is not. */
export function namedSteps(names: readonly string[]): string[] {
  const ids = names.flatMap((name) => name.split(',')).filter((name) => name !== '');
  const wrong = ids.find((id) => !SETUP_STEPS.some((step) => step.id === id));
  if (wrong === undefined) return ids;
  throw new HubError({
    code: 'usage',
    who: 'operator',
    what: `--step ${JSON.stringify(wrong)} is no step of setup`,
    next: SETUP_STEPS.map((step) => `--step ${step.id}    ${step.words}`),
    exit: EXIT.usage,
  });
}

/** What is still to be done, as commands, in their order. */
export function nextCommands(
  env: EnvironmentName,
  done: readonly string[],
  has: { profile: boolean; keyPair: boolean },
): string[] {
  const open = SETUP_STEPS.filter(({ id }) => !done.includes(id) && !(id === KEY_PAIR && has.keyPair));
  return [
    ...(has.profile ? [] : [`flip-hub aws-profiles --env ${env}`]),
    ...open.map((step) => `flip-hub ${step.command ?? step.id} --env ${env}`),
    `flip-hub rehearse deploy --env ${env} --workspace .    tries it all without an account`,
    `flip-hub deploy --env ${env} --to update-env`,
  ];
}
