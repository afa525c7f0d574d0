/** Where the phases of a rehearsal send everything: the stand-in, once its phase has started or found it. */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import type { RehearsalTarget } from '../../phases/services.ts';
import {
  DOCUMENTED_POLICIES,
  gapsOf,
  gatewayUrl,
  missingPermissions,
  OPERATOR_ROLE,
  rehearsalEnvironment,
  type StandIn,
  sinkContacts,
  WHAT_IT_DOES_NOT,
  WHAT_IT_PROVES,
} from '../../rehearsal/index.ts';

export class StandInTarget {
  readonly #base: NodeJS.ProcessEnv;
  readonly #attempts: number | undefined;
  #standIn: StandIn | undefined;

  /** `attempts`: how often Terraform's provider tries one call, when faults ask for more than a sound stand-in needs. */
  constructor(base: NodeJS.ProcessEnv, attempts?: number) {
    this.#base = base;
    this.#attempts = attempts;
  }

  set(standIn: StandIn): void {
    this.#standIn = standIn;
  }

  get standIn(): StandIn | undefined {
    return this.#standIn;
  }

  /** Throws when a phase asks before the stand-in runs: that would be a bug of the graph. */
  target(): RehearsalTarget {
    const standIn = this.#standIn;
    if (!standIn) throw new Error('a phase asked for the stand-in before it was started');
    return {
      environment: rehearsalEnvironment(standIn, this.#base),
      endpoint: gatewayUrl(standIn),
      ...(this.#attempts === undefined ? {} : { providerAttempts: this.#attempts }),
      proves: WHAT_IT_PROVES,
      doesNotProve: WHAT_IT_DOES_NOT,
      assertSound: () => assertSound(standIn),
    };
  }
}

/** Throws when the stand-in met an operation it does not know, or when anything tried to leave this machine. */
export async function assertSound(standIn: Pick<StandIn, 'dir'>): Promise<void> {
  const contacts = await sinkContacts(standIn);
  if (contacts.length > 0)
    throw new HubError({
      code: 'rehearsal-leak',
      who: 'bug',
      what: `${contacts.length} attempts to leave this machine were refused: ${[...new Set(contacts.map((c) => c.target))].join(', ')}`,
      cause: 'something in the chain ignores the endpoints it was given',
      next: ['unset AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'report it with the log'],
      exit: EXIT.failed,
    });
  // What an operator asks with the aws command line says nothing about the rehearsal.
  const missing = missingPermissions(standIn);
  if (missing.length > 0)
    throw new HubError({
      code: 'permissions-missing',
      who: 'operator',
      what: `the role ${OPERATOR_ROLE} lacks ${missing.length} permissions: ${missing.map(({ action }) => action).join(', ')}`,
      cause: `it holds what the documentation asks for (${DOCUMENTED_POLICIES.join(', ')}), and the deployment needs more`,
      next: [
        'give the role that deploys these permissions in the real account, for example by a policy of its own',
        'flip-hub rehearse deploy    rehearses without looking at permissions',
      ],
      exit: EXIT.authentication,
    });
  const gaps = (await gapsOf(standIn)).filter((gap) => !gap.client?.startsWith('aws-cli/'));
  if (gaps.length > 0)
    throw new HubError({
      code: 'rehearsal-gap',
      who: 'bug',
      what: `the stand-in does not know: ${[...new Set(gaps.map((gap) => `${gap.service}:${gap.operation}`))].join(', ')}`,
      cause: 'a real account would have answered; this says nothing about your configuration',
      next: ['report it with the log'],
      exit: EXIT.failed,
    });
}
