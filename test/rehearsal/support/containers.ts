/** What each container must be told, handed and given to mount, by FL backend; and how AWS reads it back. */
import type { AwsCli } from './aws.ts';
import type { Cycle } from './cycle.ts';

export interface Container {
  environment: string[];
  secrets: string[];
  /** `path` or `path (read-only)`. */
  mounts: string[];
  ports: number[];
}

const FLIP_API = [
  'AWS_COGNITO_APP_CLIENT_ID',
  'AWS_COGNITO_USER_POOL_ID',
  'AWS_ENDPOINT_URL_S3',
  'AWS_REGION',
  'AWS_SECRET_NAME',
  'AWS_SES_ADMIN_EMAIL_ADDRESS',
  'AWS_SES_SENDER_EMAIL_ADDRESS',
  'DB_HOST',
  'DB_PORT',
  'ENV',
  'FL_APP_DESTINATION_BUCKET',
  'FL_BACKEND',
  'INTERNAL_SERVICE_KEY_HEADER',
  'MAX_MODEL_FILE_BYTES',
  'NET_ENDPOINTS',
  'POSTGRES_DB',
  'POSTGRES_USER',
  'SCANNED_MODEL_FILES_BUCKET',
  'TRUST_API_KEY_HEADER',
  'UPLOADED_FEDERATED_DATA_BUCKET',
  'UPLOADED_MODEL_FILES_BUCKET',
];

const FL_SERVER = [
  'FLIP_API_INTERNAL_URL',
  'IMAGES_DIR',
  'INTERNAL_SERVICE_KEY_HEADER',
  'LOCAL_DEV',
  'MIN_CLIENTS',
  'NET_ID',
  'UPLOADED_FEDERATED_DATA_BUCKET',
];

export function promisedContainers({ env, backend }: Cycle): Record<string, Container> {
  const flower = backend === 'flower';
  // The made-up file of staging switches the second factor off, as a test environment may; nothing else names it.
  const api = env === 'stag' ? [...FLIP_API, 'ENFORCE_MFA'] : FLIP_API;
  return {
    'flip-api': { environment: api.sort(), secrets: [], mounts: [], ports: [8000] },
    'fl-api-net-1': flower
      ? {
          environment: [
            'ENV',
            'FLOWER_SRC_ROOT',
            'SUPERLINK_ADDRESS',
            'SUPERLINK_HEALTH_ADDRESS',
            'SUPERLINK_ROOT_CERTIFICATES',
          ],
          secrets: [],
          mounts: ['/app/src', '/certs (read-only)'],
          ports: [8000],
        }
      : {
          environment: [
            'ENV',
            'FL_ADMIN_DIRECTORY',
            'JOB_RESOURCE_SPEC_MEM_PER_GPU_IN_GIB',
            'JOB_RESOURCE_SPEC_NUM_GPUS',
            'SERVER_CHECKPOINT_ROOT',
          ],
          secrets: [],
          mounts: ['/app/admin/local', '/app/admin/startup', '/app/server-checkpoints'],
          ports: [8000],
        },
    'fl-server-net-1': {
      environment: (flower ? FL_SERVER : [...FL_SERVER, 'SERVER_CHECKPOINT_ROOT']).sort(),
      secrets: ['INTERNAL_SERVICE_KEY'],
      mounts: flower
        ? ['/app/src', '/certs (read-only)']
        : ['/app/local', '/app/server-checkpoints', '/app/startup', '/app/transfer'],
      ports: flower ? [9092, 9093, 9097] : [8002],
    },
  };
}

interface Definition {
  taskDefinition: {
    containerDefinitions: {
      environment: { name: string }[];
      secrets?: { name: string }[];
      mountPoints: { containerPath: string; readOnly?: boolean }[];
      portMappings: { containerPort: number }[];
    }[];
  };
}

export async function containersOf(aws: AwsCli, families: readonly string[]): Promise<Record<string, Container>> {
  const found = await Promise.all(
    families.map(async (family) => {
      const answer = await aws('ecs', 'describe-task-definition', '--task-definition', family);
      const [container] = (answer as unknown as Definition).taskDefinition.containerDefinitions;
      return [
        family,
        {
          environment: (container?.environment ?? []).map(({ name }) => name).sort(),
          secrets: (container?.secrets ?? []).map(({ name }) => name),
          mounts: (container?.mountPoints ?? [])
            .map((mount) => mount.containerPath + (mount.readOnly === true ? ' (read-only)' : ''))
            .sort(),
          ports: (container?.portMappings ?? []).map(({ containerPort }) => containerPort),
        },
      ] as const;
    }),
  );
  return Object.fromEntries(found);
}
