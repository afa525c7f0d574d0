/** Container images: tags, registries, the Docker daemon. */
import { EXIT } from '../../exit-codes.ts';
import type { KnownFailure } from './types.ts';

const from = ['docker', 'aws', 'ansible', 'hub', 'ssh'] as const;

export const IMAGE_FAILURES: KnownFailure[] = [
  {
    id: 'image-not-found',
    patterns: [
      /manifest (?:for (?<image>\S+) )?(?:not found|unknown)/i,
      /no such manifest:? ?(?<image>\S+)?/i,
      /CannotPullContainerError[\s\S]*?(?:not found|manifest unknown)/i,
    ],
    from,
    rank: 3,
    what: 'an image does not exist[: {image}]',
    cause: 'The tag was never built: another branch, or a workflow that a path filter skipped.',
    next: ['choose a tag that was built (--tag), or start its build workflow', 'then repeat the command'],
    who: 'operator',
    exit: EXIT.precondition,
  },
  {
    id: 'image-registry-refused',
    patterns: [
      /pull access denied/i,
      /denied: (?:requested access|permission_denied)/i,
      /unauthorized: authentication required/i,
      /CannotPullContainerError[\s\S]*?(?:401|403|unauthorized|denied)/i,
    ],
    from,
    rank: 3,
    what: 'the image registry refuses the pull',
    cause: 'No or an expired token for the registry, or the package is private.',
    next: ['docker login ghcr.io   (a token with read:packages)', 'flip-hub deploy --env {env} --resume'],
    who: 'operator',
    exit: EXIT.authentication,
  },
  {
    id: 'image-pull-failed',
    patterns: [/CannotPullContainerError/, /CannotPullImageManifestError/, /toomanyrequests/i],
    from,
    rank: 2,
    what: 'an image could not be pulled',
    cause: 'The way out of the private network is broken (NAT, endpoints), or the registry limits us.',
    next: ['look at the NAT gateway and the endpoints', 'flip-hub deploy --env {env} --resume'],
    who: 'environment',
  },
  {
    id: 'docker-unreachable',
    patterns: [
      /Cannot connect to the Docker daemon/i,
      /error during connect:[\s\S]*docker/i,
      /docker daemon[^\n]*(?:not running|unreachable)/i,
    ],
    from: ['docker', 'ansible'],
    rank: 2,
    what: 'Docker does not answer',
    cause: 'It is not running here, or the tunnel to the trust host is closed.',
    next: ['docker info', 'ssh flip-trust docker info'],
    who: 'environment',
    exit: EXIT.precondition,
  },
  {
    id: 'kit-volume-unset',
    patterns: [/empty section between colons/i],
    from: ['docker', 'ansible'],
    rank: 3,
    what: 'a volume of the trust has no host folder',
    cause: 'ORTHANC_STORAGE_DIR (or another folder) is missing in the trust kit.',
    next: ['set ORTHANC_STORAGE_DIR in the kit file', 'send the trust its kit again'],
    who: 'operator',
    exit: EXIT.precondition,
  },
];
