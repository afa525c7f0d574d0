/**
 * What a plan will do to people, read from its content: who is interrupted, locked out or sent back. What deletes or
 * replaces state is told by the plan's own level; here is what that table cannot see. Pure.
 */
import type { EnvironmentName } from '../../engine/environments.ts';
import {
  actionOfChange,
  interruptsTraining,
  isObject,
  listAt,
  numberAt,
  type RawPlan,
  type RawResourceChange,
  rawPlan,
  textAt,
} from '../../tools/terraform/index.ts';
import { before, type Consequence, gone, type Judge, type Look, replaced, unknownAfter, updated } from './judge.ts';
import { olderImage, rollback, unorderedImages } from './releases.ts';

/** Reads the text (or parsed form) of `show -json`. Throws HubError `plan-unreadable`. */
export function consequencesOf(json: unknown, environment: EnvironmentName): Consequence[] {
  const plan = rawPlan(json);
  const look: Look = { plan, environment, variable: (name) => plan.variables[name] };
  const found = plan.resources
    .filter((r) => r.mode === 'managed' && r.deposed === undefined)
    .flatMap((r) => JUDGES.flatMap((judge) => judge(r, look)));
  return [...new Map([...found, ...unorderedImages(plan)].map((c) => [c.what, c])).values()];
}

/** Why a plan is asked about, each thing once: what a consequence tells in full, the table of state need not tell again. */
export function reasonsOf(
  consequences: readonly Consequence[],
  losses: readonly { address: string; what: string }[],
): string[] {
  const told = new Set(consequences.map(({ tells }) => tells));
  const further = losses.filter(({ address }) => !told.has(address));
  return [...consequences, ...further].map(({ what }) => what);
}

const moved = (r: RawResourceChange, key: string): boolean =>
  updated(r) && (unknownAfter(r, key) || before(r, key) !== textAt(r.change.after, key));

/** Restarting fl-server or fl-api ends what trains; so does losing the files they work on. */
const training: Judge = (r, { plan, environment }) => {
  const level = environment === 'production' ? 'severe' : 'moderate';
  if (r.type === 'aws_efs_file_system' && gone(r))
    return [
      {
        what: `${r.address} goes with the workspaces, checkpoints and jobs of the FL server: a training that runs breaks off`,
        level,
        tells: r.address,
      },
    ];
  if (!interruptsTraining({ ...r, action: actionOfChange(r) })) return [];
  if (r.type === 'aws_efs_mount_target' || r.type === 'aws_efs_access_point')
    return [{ what: `${r.address} goes for a while: a training that runs loses its files and breaks off`, level }];
  // Their service says it already, unless it does not follow.
  if (r.type === 'aws_ecs_task_definition' && serviceOf(r, plan)?.change.actions.join() !== 'no-op') return [];
  const restarts = r.type === 'aws_ecs_service' && (gone(r) || moved(r, 'task_definition') || startsTasks(r));
  return [
    {
      what: restarts
        ? `${r.address} restarts: a training that runs is interrupted, and its job has to be started again`
        : `${r.address} changes: a training that runs may be interrupted`,
      level,
    },
  ];
};

const serviceOf = (definition: RawResourceChange, plan: RawPlan): RawResourceChange | undefined =>
  plan.resources.find((r) => r.type === 'aws_ecs_service' && before(r, 'name') === before(definition, 'family'));

/** Settings of a service that start new tasks. */
const startsTasks = (r: RawResourceChange): boolean =>
  [
    'network_configuration',
    'load_balancer',
    'enable_execute_command',
    'platform_version',
    'capacity_provider_strategy',
  ].some(
    (key) =>
      isObject(r.change.before) &&
      isObject(r.change.after) &&
      !unknownAfter(r, key) &&
      JSON.stringify(r.change.before[key]) !== JSON.stringify(r.change.after[key]),
  );

/** Addresses that partners have written into their own firewalls. */
const addresses: Judge = (r, { plan }) => {
  if (r.type === 'aws_eip' && gone(r))
    return [
      {
        what: `the public address ${before(r, 'public_ip') || r.address} is given up: whoever allow-lists it must be told the new one first`,
        level: 'severe',
        tells: r.address,
      },
    ];
  if (r.type === 'aws_nat_gateway' && (replaced(r) || moved(r, 'allocation_id'))) {
    // An address that is given up says so itself, and with the address.
    const elsewhere =
      moved(r, 'allocation_id') && !plan.resources.some((other) => other.type === 'aws_eip' && gone(other));
    return [
      {
        what: `${r.address} is replaced: nothing leaves the private subnets meanwhile${elsewhere ? ', and afterwards from another address' : ''}`,
        level: 'moderate',
      },
    ];
  }
  if (r.type === 'aws_lb' && isObject(r.change.before) && r.change.before.internal === false && gone(r))
    return [
      {
        what: `the FL endpoint gets other addresses (${r.address}): trusts that allow-list them must be told, and all are cut off meanwhile`,
        level: 'moderate',
      },
    ];
  if (r.type === 'aws_route53_record' && gone(r) && before(r, 'type') === 'A')
    return [{ what: `the public name ${before(r, 'name')} goes: whoever uses it is cut off`, level: 'moderate' }];
  return [];
};

/** The rule of one trust's address, by which it reaches the FL endpoint. */
const trusts: Judge = (r) => {
  const address = /\["nlb_from_(\d[\d.]*)"\]$/.exec(r.address)?.[1];
  if (r.type !== 'aws_vpc_security_group_ingress_rule' || address === undefined || !gone(r) || replaced(r)) return [];
  return [{ what: `the trust at ${address} is admitted to the FL endpoint no more`, level: 'moderate' }];
};

/** Leaving the trust host out of the configuration takes it down with everything on it. */
const hubOnly: Judge = (r, { variable }) => {
  if (r.type !== 'aws_instance' || !/\btrust\b/.test(r.address) || !gone(r) || replaced(r)) return [];
  const why =
    variable('deploy_trust_ec2') === false ? 'DEPLOY_TRUST_EC2 is false' : 'it is no longer in the configuration';
  return [
    {
      what: `${why}: the trust host ${before(r, 'id')} is destroyed with the OMOP, Orthanc and XNAT data on it; DEPLOY_TRUST_EC2=true keeps it`,
      level: 'severe',
      tells: r.address,
    },
  ];
};

/** The number follows from a fingerprint of the keys: another number means other keys. */
const keys: Judge = (r) => {
  if (r.type !== 'aws_secretsmanager_secret_version' || !(updated(r) || replaced(r))) return [];
  const [was, becomes] = [
    numberAt(r.change.before, 'secret_string_wo_version'),
    numberAt(r.change.after, 'secret_string_wo_version'),
  ];
  if (was === undefined || was === becomes) return [];
  return [
    {
      what: 'the AES key or the internal service key is another one than deployed: trusts cannot decrypt, and services refuse each other, until all have the new ones',
      level: 'severe',
      tells: r.address,
    },
  ];
};

/** Hosts take the key at their first start: those that run keep the old one, those made from now on know only the new. */
const operatorKeys: Judge = (r) => {
  if (r.type !== 'aws_key_pair' || !replaced(r)) return [];
  return [
    {
      what: `the SSH key ${before(r, 'key_name')} becomes another one: hosts made from now on open for the new key only, and whoever holds the old one is locked out of them`,
      level: 'moderate',
    },
  ];
};

/** People who are signed in, and links they hold. */
const signIn: Judge = (r) => {
  if (r.type === 'aws_cognito_user_pool_client' && gone(r))
    return [
      {
        what: 'everybody is signed out, and the UI has to be deployed again with the new client',
        level: 'severe',
        tells: r.address,
      },
    ];
  if (r.type === 'aws_cloudfront_distribution' && updated(r)) {
    const was = listAt(r.change.before, 'aliases').map(String);
    const lost = was.filter((alias) => !listAt(r.change.after, 'aliases').includes(alias));
    return lost.map((alias) => ({ what: `https://${alias} leads to this hub no more`, level: 'moderate' as const }));
  }
  return [];
};

const JUDGES: readonly Judge[] = [
  training,
  addresses,
  trusts,
  rollback,
  olderImage,
  hubOnly,
  keys,
  operatorKeys,
  signIn,
];
