/**
 * What an environment costs a month while it stands, before and after a plan, read from the plan's own JSON. An
 * estimate from a table of list prices: what depends on use is left out, and what has no price is named.
 */
import type { PlanCost } from '../../engine/events/types.ts';
import { isObject, listAt, numberAt, type RawPlan, rawPlan, textAt } from '../../tools/terraform/index.ts';
import { EC2_HOUR, HOURS, LEFT_OUT, PRICE, PRICE_REGION, PRICES_OF, RDS_HOUR } from './prices.ts';

interface Thing {
  type: string;
  values: unknown;
}

type Side = 'before' | 'after';

interface Sum {
  usd: number;
  /** Things that no price of the table fits. */
  unpriced: string[];
}

/** Reads the text (or parsed form) of `show -json`. Throws HubError `plan-unreadable`. */
export function estimateCost(json: unknown, region: string | undefined): PlanCost {
  const plan = rawPlan(json);
  const before = sumOf(things(plan, 'before'));
  const after = sumOf(things(plan, 'after'));
  return {
    currency: 'USD',
    month: Math.round(after.usd),
    change: Math.round(after.usd - before.usd),
    prices: PRICES_OF,
    region: PRICE_REGION,
    leftOut: [
      ...LEFT_OUT,
      ...new Set(after.unpriced),
      ...(region === undefined || region === PRICE_REGION ? [] : [`the difference of ${region} to ${PRICE_REGION}`]),
    ],
  };
}

function things(plan: RawPlan, side: Side): Thing[] {
  return plan.resources
    .filter((r) => r.mode === 'managed' && r.deposed === undefined && r.change[side] !== null)
    .map((r) => ({ type: r.type, values: r.change[side] }));
}

function sumOf(all: readonly Thing[]): Sum {
  const unpriced: string[] = [];
  const usd = all.reduce((sum, thing) => sum + (MONTHLY[thing.type]?.(thing.values, all, unpriced) ?? 0), 0);
  return { usd, unpriced };
}

type Monthly = (values: unknown, all: readonly Thing[], unpriced: string[]) => number;

const hours = (usd: number): number => usd * HOURS;
const fixed =
  (usd: number): Monthly =>
  () =>
    usd;

const MONTHLY: Readonly<Record<string, Monthly>> = {
  aws_instance(values, _, unpriced) {
    const disks = [...listAt(values, 'root_block_device'), ...listAt(values, 'ebs_block_device')];
    const gib = disks.reduce<number>((sum, disk) => sum + (numberAt(disk, 'volume_size') ?? 0), 0);
    return hours(priced(EC2_HOUR, textAt(values, 'instance_type'), unpriced) ?? 0) + gib * PRICE.gp3GibMonth;
  },
  aws_ecs_service(values, all) {
    // The revision is not known in a first plan; the family is the service's name.
    const definition = all.find(
      ({ type, values: v }) => type === 'aws_ecs_task_definition' && textAt(v, 'family') === textAt(values, 'name'),
    );
    const tasks = numberAt(values, 'desired_count') ?? 1;
    const vcpus = Number(textAt(definition?.values, 'cpu') || 0) / 1024;
    const gib = Number(textAt(definition?.values, 'memory') || 0) / 1024;
    return tasks * hours(vcpus * PRICE.fargateVcpuHour + gib * PRICE.fargateGibHour);
  },
  aws_db_instance(values, _, unpriced) {
    const zones = isObject(values) && values.multi_az === true ? 2 : 1;
    const instance = priced(RDS_HOUR, textAt(values, 'instance_class'), unpriced)?.usd ?? 0;
    const storage = (numberAt(values, 'allocated_storage') ?? 0) * PRICE.rdsGp3GibMonth;
    // The password that RDS keeps is a secret like any other.
    const secret = isObject(values) && values.manage_master_user_password === true ? PRICE.secretMonth : 0;
    return zones * (hours(instance) + storage) + secret;
  },
  aws_db_proxy(_, all) {
    const database = all.find(({ type }) => type === 'aws_db_instance');
    const vcpus = RDS_HOUR[textAt(database?.values, 'instance_class')]?.vcpus ?? 2;
    return hours(Math.max(2, vcpus) * PRICE.rdsProxyVcpuHour);
  },
  aws_lb(values) {
    // A public one has an address of its own in each of the two zones.
    const addresses = isObject(values) && values.internal === false ? 2 : 0;
    return hours(PRICE.loadBalancerHour + addresses * PRICE.publicAddressHour);
  },
  aws_vpc_endpoint(values) {
    return textAt(values, 'vpc_endpoint_type') === 'Interface' ? 2 * hours(PRICE.interfaceEndpointZoneHour) : 0;
  },
  aws_wafv2_web_acl: (values) => PRICE.webAclMonth + listAt(values, 'rule').length * PRICE.webAclRuleMonth,
  aws_nat_gateway: fixed(hours(PRICE.natGatewayHour)),
  aws_eip: fixed(hours(PRICE.publicAddressHour)),
  aws_kms_key: fixed(PRICE.kmsKeyMonth),
  aws_secretsmanager_secret: fixed(PRICE.secretMonth),
  aws_service_discovery_private_dns_namespace: fixed(PRICE.privateZoneMonth),
  aws_cloudwatch_metric_alarm: fixed(PRICE.alarmMonth),
};

function priced<T>(table: Readonly<Record<string, T>>, name: string, unpriced: string[]): T | undefined {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found === undefined && name !== '') unpriced.push(`${name} (no price in the table)`);
  return found;
}
