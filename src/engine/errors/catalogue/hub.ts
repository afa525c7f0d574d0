/** The hub itself and the trusts: what its services and scripts print when they are set up wrongly. */
import { EXIT } from '../../exit-codes.ts';
import type { KnownFailure } from './types.ts';

const from = ['hub', 'aws', 'docker', 'ansible'] as const;

export const HUB_FAILURES: KnownFailure[] = [
  {
    id: 'hub-services-unstable',
    patterns: [
      /Waiter ServicesStable failed/i,
      /services? (?:did not|failed to) (?:become |reach )?(?:stable|steady)/i,
    ],
    from: ['hub', 'aws', 'terraform'],
    rank: 3,
    what: 'a hub service did not become stable',
    cause: 'Its tasks stop or fail their health check; the reason is in the stopped tasks and in its log group.',
    next: [
      'read the reason of the stopped tasks in ECS, and the log group of the service',
      'put the service back to its former revision',
    ],
    who: 'environment',
    exit: EXIT.timedOut,
  },
  {
    id: 'hub-no-kit-slot',
    patterns: [/no (?:free|available) FL kit slots?/i],
    from,
    rank: 3,
    what: 'no FL kit slot is free',
    cause: 'Every slot of FL_KIT_SLOT_NAMES belongs to a trust.',
    next: [
      'add slots to FL_KIT_SLOT_NAMES, then flip-hub apply --env {env}',
      'or take the slot back from a trust that is gone',
    ],
    who: 'operator',
    exit: EXIT.precondition,
  },
  {
    id: 'fl-kit-signature',
    patterns: [/INVALID_SIGNATURE/, /(?:bad|unknown) certificate/i],
    from,
    rank: 2,
    what: 'an FL kit is not accepted',
    cause: 'Kits are signed: one was edited in place, or a sync left older files beside newer ones.',
    next: ['empty the kit folder, fetch the kit again, redeploy the trust'],
    who: 'operator',
  },
  {
    id: 'hub-images-mismatched',
    patterns: [/\b422\b[^\n]*(?:metrics|Unprocessable)/i],
    from,
    rank: 2,
    what: 'hub and FL images do not understand each other',
    cause: 'They come from different releases and share a wire contract.',
    next: ['deploy DOCKER_TAG and DOCKER_FL_TAG of one release', 'update the services to it'],
    who: 'operator',
  },
  {
    id: 'hub-internal-name-unknown',
    patterns: [
      /(?:could not resolve|name or service not known|no such host|getaddrinfo)[^\n]*flip\.local/i,
      /flip\.local[^\n]*(?:could not be resolved|not known|no such host)/i,
    ],
    from,
    rank: 3,
    what: 'the internal name flip.local is not known on a host',
    cause: 'The host took its DHCP options before the name space existed.',
    next: ['restart the host, or wait for its lease to renew'],
    who: 'environment',
  },
  {
    id: 'hub-internal-key-refused',
    patterns: [/(?:invalid|missing) internal service key/i, /X-Internal-Service-Key[^\n]*(?:missing|invalid|401)/i],
    from,
    rank: 3,
    what: 'the hub refuses the internal service key',
    cause: 'Key and hash are out of step, or the internal URL leads through CloudFront, which strips the header.',
    next: [
      'flip-hub generate-internal-service-key --env {env}',
      'check that FLIP_API_INTERNAL_URL is the flip.local one',
    ],
    who: 'operator',
  },
  {
    id: 'trust-payload-undecryptable',
    patterns: [/InvalidTag\b/, /(?:failed|unable) to decrypt (?:payload|task)/i],
    from,
    rank: 3,
    what: 'a trust cannot decrypt what the hub sends',
    cause: 'The AES key changed and the kits still hold the old one.',
    next: ["put the hub's AES key into every kit file", 'send every trust its kit again'],
    who: 'operator',
  },
  {
    id: 'database-migration-failed',
    patterns: [/Can't locate revision identified by/i, /alembic[\s\S]{0,200}(?:FAILED|Error)/],
    from,
    rank: 2,
    what: 'the database schema could not be upgraded',
    cause: 'The database was migrated by a newer release than the one deployed, or a migration failed half-way.',
    next: ['deploy the newer release again', 'read the log of flip-api: it names the migration'],
    who: 'environment',
  },
];
