/** Hosts and what runs in containers. */
import { is, isObject, listAt, listOf, type Planned, type PlanView, shown, textAt } from './plan-view.ts';
import type { Finding, Invariant } from './types.ts';

const imdsv2: Invariant = {
  name: 'hosts-use-imdsv2',
  holds: 'every EC2 host demands a token before it answers about itself (IMDSv2)',
  why: "without it, one forged request through a program on the host reads the host's role",
  judge: (plan) =>
    plan.all('aws_instance', 'aws_launch_template').flatMap((r): Finding[] => {
      const tokens = r.read('metadata_options', 0, 'http_tokens');
      return is(tokens, 'required') ? [] : [{ address: r.address, what: `http_tokens is ${shown(tokens)}` }];
    }),
};

interface Container {
  address: string;
  /** Undefined when its image is not known yet. */
  image: string | undefined;
  /** Names, with values where they are known. */
  environment: { name: string; value: string | undefined; sensitive: boolean }[];
}

/** What the task definitions will hold. */
function containersOf(plan: PlanView): { containers: Container[]; unseen: Finding[] } {
  const containers: Container[] = [];
  const unseen: Finding[] = [];
  for (const r of plan.all('aws_ecs_task_definition')) {
    const reading = r.read('container_definitions');
    if (reading.known) containers.push(...written(r, reading.value));
    else {
      const declared = twin(plan, r);
      if (declared === undefined)
        unseen.push({
          address: r.address,
          what: 'its containers can be seen neither in the plan nor in a declaration',
        });
      else containers.push(...declared);
    }
  }
  return { containers, unseen };
}

function written(r: Planned, text: unknown): Container[] {
  const list: unknown = typeof text === 'string' ? JSON.parse(text) : [];
  return (Array.isArray(list) ? list : []).map((c) => ({
    address: r.address,
    image: textAt(c, 'image'),
    environment: listAt(c, 'environment').map((e) => ({
      name: textAt(e, 'name'),
      value: textAt(e, 'value'),
      sensitive: r.sensitive('container_definitions'),
    })),
  }));
}

/**
 * The text of a task definition is unknown as a whole while one value in it is. The root therefore also declares the
 * containers as an object, of which a plan shows what is known; it counts only where both come from the same local.
 */
function twin(plan: PlanView, r: Planned): Container[] | undefined {
  const bare = r.base.replace(/^module\.[\w-]+\./, '');
  const source = plan.origins.written(r.module, bare, 'container_definitions').find((ref) => ref.startsWith('local.'));
  const [declared] = plan
    .all('terraform_data')
    .filter((d) => d.module === r.module)
    .filter((d) => {
      const refs = plan.origins.written(d.module, d.base.replace(/^module\.[\w-]+\./, ''), 'input');
      return source !== undefined && refs.length > 0 && refs.includes(source);
    });
  const name = source?.replace(/^local\.(\w+).*$/, '$1');
  if (declared === undefined || name === undefined || r.key === undefined) return undefined;
  const shape = declared.read('input', name, r.key);
  if (!shape.known || !isObject(shape.value)) return undefined;
  const at = ['input', name, r.key] as const;
  const image = declared.read(...at, 'image');
  return [
    {
      address: r.address,
      image: image.known && typeof image.value === 'string' ? image.value : undefined,
      environment: listOf(declared.read(...at, 'environment')).map((e, i) => {
        const value = declared.read(...at, 'environment', i, 'value');
        return {
          name: textAt(e, 'name'),
          value: value.known && typeof value.value === 'string' ? value.value : undefined,
          sensitive: declared.sensitive(...at, 'environment', i, 'value'),
        };
      }),
    },
  ];
}

const noLatestImage: Invariant = {
  name: 'no-latest-image',
  holds: 'no container runs an image by the tag `latest`, or by none',
  why: 'such an image changes under a running hub, and nobody can say what ran when',
  judge(plan) {
    const { containers, unseen } = containersOf(plan);
    return [
      ...unseen,
      ...containers.flatMap(({ address, image }): Finding[] => {
        if (image === undefined) return [{ address, what: 'its image is not known before the apply' }];
        return named(image) ? [] : [{ address, what: `runs ${image}` }];
      }),
    ];
  },
};

/** A digest, or a tag that is not `latest` nor ends in it. */
function named(image: string): boolean {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return true;
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  return tag !== undefined && !/(?:^|-)latest$/i.test(tag);
}

/** Names of settings that sound like a secret and are none. */
export const NOT_SECRET: Readonly<Record<string, string>> = {
  AWS_SECRET_NAME: 'names the secret that flip-api reads itself',
  INTERNAL_SERVICE_KEY_HEADER: 'the name of a header',
  TRUST_API_KEY_HEADER: 'the name of a header',
};
const SOUNDS_SECRET = /(?:^|_)(?:KEY|KEYS|SECRET|PASSWORD|PASSWD|PWD|TOKEN|CREDENTIALS?|AES|PRIVATE)(?:_|$)/i;
/** 32 bytes or more, written in base64 or hex. */
const LOOKS_SECRET = /^(?:[0-9a-f]{40,}|[A-Za-z0-9+/]{40,}={0,2})$/;

const noPlainSecret: Invariant = {
  name: 'no-secret-in-plain-environment',
  holds: 'no task definition carries a secret in its plain environment',
  why: 'a task definition is readable by everybody who may describe it, and is kept for ever',
  judge(plan) {
    const { containers, unseen } = containersOf(plan);
    return [
      ...unseen,
      ...containers.flatMap(({ address, environment }) =>
        environment.flatMap(({ name, value, sensitive }): Finding[] => {
          if (sensitive) return [{ address, what: `${name} holds a value that is marked as sensitive` }];
          if (SOUNDS_SECRET.test(name) && NOT_SECRET[name] === undefined)
            return [{ address, what: `${name} is given in plain; hand it over by \`secrets\`` }];
          return value !== undefined && LOOKS_SECRET.test(value)
            ? [{ address, what: `${name} holds what looks like a key` }]
            : [];
        }),
      ),
    ];
  },
};

const OFF = /^(?:false|0|no|off)$/i;

/** Production's application demands the second factor; only an explicit setting could switch that off. */
export const enforcedInProduction: Invariant = {
  name: 'mfa-demanded-in-production',
  production: true,
  holds: 'nothing switches off ENFORCE_MFA, by which the application demands a second factor',
  why: "a stolen password alone must not open hospitals' models",
  judge(plan) {
    const { containers, unseen } = containersOf(plan);
    return [
      ...unseen,
      ...containers.flatMap(({ address, environment }) =>
        environment
          .filter(({ name }) => name === 'ENFORCE_MFA')
          .flatMap(({ value }): Finding[] => {
            if (value === undefined) return [{ address, what: 'ENFORCE_MFA is not known before the apply' }];
            return OFF.test(value) ? [{ address, what: `sets ENFORCE_MFA to ${value}` }] : [];
          }),
      ),
    ];
  },
};

export const HOST_INVARIANTS: readonly Invariant[] = [imdsv2, noLatestImage, noPlainSecret];
