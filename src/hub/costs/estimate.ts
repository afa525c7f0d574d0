/**
 * What an environment costs a month while it stands, before and after a plan, read from the plan's own JSON. An
 * estimate from a table of list prices: what depends on use is left out, and what has no price is named.
 */
import type { PlanCost } from '../../engine/events/types.ts';
import { isObject, listAt, numberAt, type RawPlan, rawPlan, textAt } from '../../tools/terraform/index.ts';
import { EC2, HOURS, LEFT_OUT, PRICE, PRICE_REGION, PRICES, type Price, RDS, RDS_VCPUS } from './prices.ts';
import { SOURCES } from './sources.ts';

interface Thing {
  type: string;
  values: unknown;
}

type Side = 'before' | 'after';

/** A price as often as a month takes it. */
interface Part {
  price: Price;
  usd: number;
}

interface Bill {
  parts: Part[];
  /** Things that no price of the table fits. */
  unpriced: string[];
}

/** Reads the text (or parsed form) of `show -json`. Throws HubError `plan-unreadable`. */
export function estimateCost(json: unknown, region: string | undefined): PlanCost {
  const plan = rawPlan(json);
  const before = billOf(things(plan, 'before'));
  const after = billOf(things(plan, 'after'));
  const unconfirmed = unconfirmedOf([...before.parts, ...after.parts], after.parts);
  return {
    currency: 'USD',
    month: Math.round(sum(after.parts)),
    change: Math.round(sum(after.parts) - sum(before.parts)),
    prices: oldestOf([...before.parts, ...after.parts].map(({ price }) => price)).slice(0, 'YYYY-MM'.length),
    region: PRICE_REGION,
    ...(unconfirmed.length > 0 ? { unconfirmed } : {}),
    leftOut: [
      ...LEFT_OUT,
      ...new Set(after.unpriced),
      ...(region === undefined || region === PRICE_REGION ? [] : [`the difference of ${region} to ${PRICE_REGION}`]),
    ],
  };
}

const sum = (parts: readonly Part[]): number => parts.reduce((total, { usd }) => total + usd, 0);

/** The day of the oldest list that these prices stand on; of the whole table, if they stand on none. */
export function oldestOf(prices: readonly Price[]): string {
  const days = (some: readonly Price[]) =>
    some.flatMap((price) => (price.source === undefined ? [] : [SOURCES[price.source].asOf])).sort();
  return days(prices)[0] ?? days(PRICES)[0] ?? '';
}

/** What stands on no list, and how much of the month it is: what only goes away is named too, the change rests on it. */
function unconfirmedOf(all: readonly Part[], after: readonly Part[]): NonNullable<PlanCost['unconfirmed']> {
  const names = new Set(all.flatMap(({ price }) => (price.unconfirmed ? [price.what] : [])));
  return [...names].map((what) => ({ what, month: Math.round(sum(after.filter(({ price }) => price.what === what))) }));
}

function things(plan: RawPlan, side: Side): Thing[] {
  return plan.resources
    .filter((r) => r.mode === 'managed' && r.deposed === undefined && r.change[side] !== null)
    .map((r) => ({ type: r.type, values: r.change[side] }));
}

function billOf(all: readonly Thing[]): Bill {
  const unpriced: string[] = [];
  const parts = all.flatMap((thing) => MONTHLY[thing.type]?.(thing.values, all, unpriced) ?? []);
  return { parts: parts.filter(({ usd }) => usd > 0), unpriced };
}

type Monthly = (values: unknown, all: readonly Thing[], unpriced: string[]) => Part[];

const part = (price: Price, count = 1): Part => ({
  price,
  usd: price.usd * count * (price.per === 'hour' ? HOURS : 1),
});

const fixed =
  (price: Price): Monthly =>
  () => [part(price)];

const MONTHLY: Readonly<Record<string, Monthly>> = {
  aws_instance(values, _, unpriced) {
    const disks = [...listAt(values, 'root_block_device'), ...listAt(values, 'ebs_block_device')];
    const gib = disks.reduce<number>((total, disk) => total + (numberAt(disk, 'volume_size') ?? 0), 0);
    return [...priced(EC2, textAt(values, 'instance_type'), 1, unpriced), part(PRICE.gp3, gib)];
  },
  aws_ecs_service(values, all) {
    // The revision is not known in a first plan; the family is the service's name.
    const definition = all.find(
      ({ type, values: v }) => type === 'aws_ecs_task_definition' && textAt(v, 'family') === textAt(values, 'name'),
    );
    const tasks = numberAt(values, 'desired_count') ?? 1;
    const vcpus = Number(textAt(definition?.values, 'cpu') || 0) / 1024;
    const gib = Number(textAt(definition?.values, 'memory') || 0) / 1024;
    return [part(PRICE.fargateVcpu, tasks * vcpus), part(PRICE.fargateGib, tasks * gib)];
  },
  aws_db_instance(values, _, unpriced) {
    const zones = isObject(values) && values.multi_az === true ? 2 : 1;
    // The password that RDS keeps is a secret like any other.
    const secrets = isObject(values) && values.manage_master_user_password === true ? 1 : 0;
    return [
      ...priced(RDS, textAt(values, 'instance_class'), zones, unpriced),
      part(PRICE.rdsGp3, zones * (numberAt(values, 'allocated_storage') ?? 0)),
      part(PRICE.secret, secrets),
    ];
  },
  aws_db_proxy(_, all) {
    const database = all.find(({ type }) => type === 'aws_db_instance');
    return [part(PRICE.rdsProxyVcpu, RDS_VCPUS[textAt(database?.values, 'instance_class')] ?? 2)];
  },
  aws_lb(values) {
    // A public one has an address of its own in each of the two zones.
    const addresses = isObject(values) && values.internal === false ? 2 : 0;
    return [part(PRICE.loadBalancer), part(PRICE.publicAddress, addresses)];
  },
  aws_vpc_endpoint: (values) =>
    textAt(values, 'vpc_endpoint_type') === 'Interface' ? [part(PRICE.interfaceEndpointZone, 2)] : [],
  aws_wafv2_web_acl: (values) => [part(PRICE.webAcl), part(PRICE.webAclRule, listAt(values, 'rule').length)],
  aws_nat_gateway: fixed(PRICE.natGateway),
  aws_eip: fixed(PRICE.publicAddress),
  aws_kms_key: fixed(PRICE.kmsKey),
  aws_secretsmanager_secret: fixed(PRICE.secret),
  aws_service_discovery_private_dns_namespace: fixed(PRICE.privateZone),
  aws_cloudwatch_metric_alarm: fixed(PRICE.alarm),
};

function priced(table: Readonly<Record<string, Price>>, name: string, count: number, unpriced: string[]): Part[] {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found === undefined && name !== '') unpriced.push(`${name} (no price in the table)`);
  return found === undefined ? [] : [part(found, count)];
}
