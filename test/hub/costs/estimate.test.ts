/** What an estimate counts, by list prices worked out by hand. */
import { expect, it } from 'vitest';
import { costBasis, costLimits, costWords } from '../../../src/engine/events/cost-words.ts';
import { estimateCost } from '../../../src/hub/costs/estimate.ts';
import { type Change, planJson } from '../../tools/terraform/plan/plan-json.ts';

const cost = (changes: Change[], region = 'eu-west-2') => estimateCost(planJson(changes), region);
const create = (address: string, after: object): Change => ({ address, actions: ['create'], after });

it('a service costs its tasks by vCPU and GiB, also when its revision is not known yet', () => {
  const service = create('aws_ecs_service.s', { name: 'fl-server', desired_count: 2 });
  const definition = create('aws_ecs_task_definition.s', { family: 'fl-server', cpu: '2048', memory: '8192' });
  // 2 × 730 h × (2 × 0.04656 + 8 × 0.00511)
  expect(cost([service, definition]).month).toBe(196);
});

it('a standby doubles instance and storage of the database, not its secret', () => {
  const database = (multi_az: boolean) =>
    create('aws_db_instance.d', {
      instance_class: 'db.t3.micro',
      allocated_storage: 100,
      multi_az,
      manage_master_user_password: true,
    });
  // 730 × 0.021 + 100 × 0.133 + 0.4
  expect(cost([database(false)]).month).toBe(29);
  expect(cost([database(true)]).month).toBe(58);
});

it('a public load balancer also costs its two addresses, an endpoint each of its zones, a gateway endpoint nothing', () => {
  expect(cost([create('aws_lb.a', { internal: true })]).month).toBe(19);
  expect(cost([create('aws_lb.a', { internal: false })]).month).toBe(27);
  expect(cost([create('aws_vpc_endpoint.a', { vpc_endpoint_type: 'Interface' })]).month).toBe(16);
  expect(cost([create('aws_vpc_endpoint.a', { vpc_endpoint_type: 'Gateway' })]).month).toBe(0);
});

it('the change is what comes, less what goes', () => {
  const trust = { instance_type: 't3.xlarge', root_block_device: [{ volume_size: 100 }] };
  // 730 × 0.1888 + 100 × 0.0928
  const gone = cost([{ address: 'aws_instance.trust[0]', actions: ['delete'], before: trust }]);
  expect([gone.month, gone.change]).toEqual([0, -147]);
  const larger = { instance_type: 't3.xlarge', root_block_device: [{ volume_size: 200 }] };
  const grown = cost([{ address: 'aws_instance.trust[0]', actions: ['update'], before: trust, after: larger }]);
  expect([grown.month, grown.change]).toEqual([156, 9]);
});

it('what has no price is named, and so is another region; both are never a silent zero', () => {
  const { month, leftOut } = cost([create('aws_instance.a', { instance_type: 'p5.48xlarge' })], 'us-east-1');
  expect(month).toBe(0);
  expect(leftOut).toContain('p5.48xlarge (no price in the table)');
  expect(leftOut.join()).toContain('us-east-1');
});

const database = (instance_class: string) => ({ instance_class, allocated_storage: 20 });

it('an estimate on confirmed figures alone calls nothing unconfirmed, and dates itself by the oldest list it took', () => {
  const confirmed = cost([create('aws_db_instance.d', database('db.t3.micro'))]);
  expect(confirmed).toMatchObject({ prices: '2026-09' });
  expect(confirmed.unconfirmed).toBeUndefined();
  expect(costBasis(confirmed)).toBe('list prices since 2026-09');
  // Of a web ACL only an older list was found.
  expect(cost([create('aws_wafv2_web_acl.w', { rule: [] })]).prices).toBe('2026-01');
});

it('a figure that no list confirms is named with its share of the month, also where only the change rests on it', () => {
  const small = cost([create('aws_db_instance.d', database('db.t3.small'))]);
  // 730 × 0.041
  expect(small.unconfirmed).toEqual([{ what: 'db.t3.small', month: 30 }]);
  expect(costBasis(small)).toBe('prices since 2026-09, 1 unconfirmed');
  expect(costLimits(small)).toMatch(/^unconfirmed: db\.t3\.small \(\$30 a month\); for eu-west-2, without traffic/);
  const smaller = cost([
    {
      address: 'aws_db_instance.d',
      actions: ['update'],
      before: database('db.t3.small'),
      after: database('db.t3.micro'),
    },
  ]);
  expect(smaller.unconfirmed).toEqual([{ what: 'db.t3.small', month: 0 }]);
  expect(costLimits(smaller)).toMatch(/^unconfirmed: db\.t3\.small; for eu-west-2/);
});

it('is said in one form everywhere', () => {
  const words = (month: number, change: number) =>
    costWords({ currency: 'USD', month, change, prices: '', region: '', leftOut: [] });
  expect(words(1368, 1368)).toBe('$1,368 a month');
  expect(words(379, 11)).toBe('+$11 a month, to $379');
  expect(words(221, -147)).toBe('−$147 a month, to $221');
  expect(words(368, 0)).toBe('$368 a month, as before');
});
