/** What a plan does to people: each of these would reach somebody who was not told. */
import { describe, expect, it } from 'vitest';
import type { EnvironmentName } from '../../../src/engine/environments.ts';
import { consequencesOf, reasonsOf } from '../../../src/hub/consequences/consequences.ts';
import { levelOf, readPlan } from '../../../src/tools/terraform/index.ts';
import { type Change, planJson } from '../../tools/terraform/plan/plan-json.ts';

const told = (changes: Change[], environment: EnvironmentName = 'stag', variables: Record<string, unknown> = {}) =>
  consequencesOf(
    planJson(changes, { variables: Object.fromEntries(Object.entries(variables).map(([k, value]) => [k, { value }])) }),
    environment,
  );
const words = (...args: Parameters<typeof told>) => told(...args).map(({ what }) => what);
const update = (address: string, before: object, after: object, afterUnknown: object = {}): Change => ({
  address,
  actions: ['update'],
  before,
  after: { ...before, ...after },
  afterUnknown,
});
const SERVER = 'module.compute.aws_ecs_service.this["fl_server"]';

describe('training', () => {
  it('is interrupted by a new task definition of fl-server, known or not: severe in production', () => {
    const known = update(
      SERVER,
      { name: 'fl-server-net-1', task_definition: 'fl-server-net-1:3' },
      { task_definition: 'fl-server-net-1:4' },
    );
    const unknown = { ...known, after: { name: 'fl-server-net-1' }, afterUnknown: { task_definition: true } };
    for (const change of [known, unknown]) {
      expect(told([change])).toEqual([
        { what: expect.stringMatching(/fl_server.*restarts.*interrupted/), level: 'moderate' },
      ]);
      expect(told([change], 'production')[0]?.level).toBe('severe');
    }
  });

  it('may be interrupted by any other change of it, and is not by one of flip-api', () => {
    expect(words([update(SERVER, { name: 'fl-server-net-1' }, { tags: { a: 'b' } })])).toEqual([
      expect.stringContaining('may be'),
    ]);
    const api = 'module.compute.aws_ecs_service.this["flip_api"]';
    expect(
      words([update(api, { name: 'flip-api', task_definition: 'flip-api:1' }, { task_definition: 'flip-api:2' })]),
    ).toEqual([]);
  });

  it('loses its files with the file system, its mount targets and access points', () => {
    for (const type of ['aws_efs_file_system', 'aws_efs_mount_target', 'aws_efs_access_point'])
      expect(
        words([{ address: `module.data.${type}.x`, actions: ['delete', 'create'], before: {} }]),
        type,
      ).toHaveLength(1);
  });

  it('a definition that nobody follows is told by itself, one whose service changes only once', () => {
    const definition: Change = {
      address: 'module.compute.aws_ecs_task_definition.service["fl_server"]',
      actions: ['delete', 'create'],
      before: { family: 'fl-server-net-1', revision: 3 },
    };
    const service = { name: 'fl-server-net-1', task_definition: 'fl-server-net-1:3' };
    expect(words([definition, update(SERVER, service, {}, { task_definition: true })])).toHaveLength(1);
    expect(words([definition, { address: SERVER, actions: ['no-op'], before: service, after: service }])).toEqual([
      expect.stringContaining('may be'),
    ]);
  });
});

describe('addresses that partners allow-list', () => {
  it('the NAT address is severe and named', () => {
    expect(
      told([
        { address: 'module.network.aws_eip.nat', actions: ['delete', 'create'], before: { public_ip: '198.51.100.7' } },
      ]),
    ).toMatchObject([{ what: expect.stringContaining('198.51.100.7 is given up'), level: 'severe' }]);
  });

  it('another address on the NAT gateway, and a new FL endpoint, are told; an internal balancer is nobody’s', () => {
    expect(
      words([update('module.network.aws_nat_gateway.this', { allocation_id: 'a' }, { allocation_id: 'b' })])[0],
    ).toContain('from another address');
    const lb = (internal: boolean): Change => ({
      address: 'module.edge.aws_lb.fl',
      actions: ['delete', 'create'],
      before: { internal },
    });
    expect(words([lb(false)])[0]).toContain('other addresses');
    expect(words([lb(true)])).toEqual([]);
  });

  it('a trust whose address is taken off the list is named; one that moves to another rule is not cut off', () => {
    const rule = (actions: string[]): Change => ({
      address: 'module.network.aws_vpc_security_group_ingress_rule.range["nlb_from_198.51.100.10"]',
      actions,
      before: {},
    });
    expect(words([rule(['delete'])])).toEqual(['the trust at 198.51.100.10 is admitted to the FL endpoint no more']);
    expect(words([rule(['delete', 'create'])])).toEqual([]);
  });

  it('a public name that goes, from Route 53 or from CloudFront', () => {
    expect(
      words([
        { address: 'module.edge.aws_route53_record.fl', actions: ['delete'], before: { name: 'fl.a.org', type: 'A' } },
      ])[0],
    ).toContain('fl.a.org');
    expect(
      words([update('module.edge.aws_cloudfront_distribution.this', { aliases: ['a.org'] }, { aliases: [] })])[0],
    ).toContain('https://a.org');
  });
});

describe('a rollback', () => {
  const API = 'module.compute.aws_ecs_service.this["flip_api"]';
  it('is a service that goes to an older revision', () => {
    const back = update(API, { name: 'flip-api', task_definition: 'flip-api:12' }, { task_definition: 'flip-api:9' });
    expect(words([back])).toEqual(['flip-api goes back from flip-api:12 to flip-api:9: a release is rolled back']);
    const forth = update(API, { name: 'flip-api', task_definition: 'flip-api:9' }, { task_definition: 'flip-api:12' });
    expect(words([forth])).toEqual([]);
  });

  it('is a new definition with the image of the environment file while a later release runs', () => {
    const image = (tag: string) => JSON.stringify([{ image: `r/flip-api:${tag}` }]);
    const definition = (revision: number): Change => ({
      address: 'module.compute.aws_ecs_task_definition.service["flip_api"]',
      actions: ['delete', 'create'],
      before: { family: 'flip-api', revision, container_definitions: image('sha-1') },
      after: { family: 'flip-api', container_definitions: image('sha-2') },
    });
    const service = update(API, { name: 'flip-api', task_definition: 'flip-api:12' }, {}, { task_definition: true });
    expect(words([definition(9), service])).toEqual([
      expect.stringMatching(/released after flip-api:9.*r\/flip-api:sha-2/),
    ]);
    // Nothing later runs; of the two tags it is said apart that they have no order.
    expect(words([definition(12), service])).toEqual([expect.stringContaining('the image goes from sha-1 to sha-2')]);
  });

  it('is an image of an older version, where both have one', () => {
    const definition = (was: string, becomes: string): Change => ({
      address: 'module.compute.aws_ecs_task_definition.service["flip_api"]',
      actions: ['delete', 'create'],
      before: { family: 'flip-api', container_definitions: JSON.stringify([{ image: was }]) },
      after: { family: 'flip-api', container_definitions: JSON.stringify([{ image: becomes }]) },
    });
    expect(words([definition('r/a:v1.10.0', 'r/a:v1.9.0')])[0]).toContain('goes back from r/a:v1.10.0');
    expect(words([definition('r/a:1.9.0', 'r/a:1.10.0')])).toEqual([]);
    expect(words([definition('r/a:1.9.0', 'r/a:1.9.0')])).toEqual([]);
  });

  it('cannot be told from tags without an order: that is said, once for all services that go the same way', () => {
    const definition = (family: string, was: string, becomes: string): Change => ({
      address: `module.compute.aws_ecs_task_definition.service["${family}"]`,
      actions: ['delete', 'create'],
      before: { family, container_definitions: JSON.stringify([{ image: `ghcr.io/o/${family}:${was}` }]) },
      after: { family, container_definitions: JSON.stringify([{ image: `ghcr.io/o/${family}:${becomes}` }]) },
    });
    expect(
      words([definition('a', 'sha-9f3c1d2', 'sha-1a2b3c4'), definition('b', 'sha-9f3c1d2', 'sha-1a2b3c4')]),
    ).toEqual([
      'a, b: the image goes from sha-9f3c1d2 to sha-1a2b3c4; these have no order, so it cannot be told whether that is older',
    ]);
    expect(words([definition('a', 'v1.2.3', 'sha-1a2b3c4')])[0]).toContain('from v1.2.3 to sha-1a2b3c4');
    expect(words([definition('a', 'sha-1a2b3c4', 'sha-1a2b3c4')])).toEqual([]);
    expect(words([{ ...definition('a', 'sha-1a2b3c4', ''), after: { family: 'a' } }])).toEqual([]);
  });
});

describe('why a plan is asked about', () => {
  const why = (changes: Change[], variables: Record<string, unknown> = {}) => {
    const json = planJson(changes);
    const losses = levelOf(readPlan(json, { environment: 'stag' }), 'stag').reasons;
    return reasonsOf(told(changes, 'stag', variables), losses);
  };

  it('a NAT address that is replaced is told once, with the address, and so is its gateway', () => {
    const address: Change = {
      address: 'module.network.aws_eip.nat',
      actions: ['create', 'delete'],
      before: { public_ip: '198.51.100.7' },
      after: {},
    };
    const gateway = update('module.network.aws_nat_gateway.this', { allocation_id: 'a' }, {}, { allocation_id: true });
    expect(why([address, gateway])).toEqual([
      expect.stringContaining('198.51.100.7 is given up'),
      expect.stringMatching(/nothing leaves the private subnets meanwhile$/),
    ]);
  });

  it('a trust host is told once, whether it goes or is replaced', () => {
    const host = (actions: string[]): Change => ({
      address: 'module.access.aws_instance.trust[0]',
      actions,
      before: { id: 'i-1' },
    });
    expect(why([host(['delete'])], { deploy_trust_ec2: false })).toEqual([expect.stringContaining('DEPLOY_TRUST_EC2')]);
    expect(why([host(['delete', 'create'])])).toEqual([expect.stringMatching(/^replaces .*the trust host with/)]);
  });

  it.each([
    'module.data.aws_efs_file_system.fl',
    'module.persistent.aws_cognito_user_pool_client.this',
    'module.persistent.aws_secretsmanager_secret_version.flip_api',
  ])('%s is told once', (address) => {
    const [was, becomes] = [{ secret_string_wo_version: 1 }, { secret_string_wo_version: 2 }];
    expect(why([{ address, actions: ['delete', 'create'], before: was, after: becomes }])).toHaveLength(1);
  });

  it('what only the table of state knows stays, beside the consequence of another resource', () => {
    const database: Change = { address: 'module.data.aws_db_instance.hub', actions: ['delete'], before: {} };
    const address: Change = { address: 'module.network.aws_eip.nat', actions: ['delete'], before: {} };
    expect(why([database, address])).toEqual([
      expect.stringContaining('given up'),
      expect.stringMatching(/^deletes module\.data\.aws_db_instance\.hub/),
    ]);
  });
});

describe('what is lost by a setting', () => {
  it('the hub-only switch destroys the trust host, and says how not to', () => {
    const gone: Change = { address: 'module.access.aws_instance.trust[0]', actions: ['delete'], before: { id: 'i-1' } };
    expect(told([gone], 'stag', { deploy_trust_ec2: false })).toMatchObject([
      { what: expect.stringMatching(/DEPLOY_TRUST_EC2 is false.*i-1.*DEPLOY_TRUST_EC2=true/), level: 'severe' },
    ]);
    expect(words([{ ...gone, address: 'module.access.aws_instance.bastion' }])).toEqual([]);
  });

  it('other keys are severe, by the number that follows from their fingerprint; the first keys are not', () => {
    const version = (before: object, after: object): Change =>
      update('module.persistent.aws_secretsmanager_secret_version.flip_api', before, after);
    expect(told([version({ secret_string_wo_version: 1 }, { secret_string_wo_version: 2 })])).toMatchObject([
      { what: expect.stringContaining('another one than deployed'), level: 'severe' },
    ]);
    expect(words([version({ secret_string_wo_version: 1 }, { version_stages: [] })])).toEqual([]);
    expect(
      words([
        {
          address: 'module.persistent.aws_secretsmanager_secret_version.flip_api',
          actions: ['create'],
          after: { secret_string_wo_version: 2 },
        },
      ]),
    ).toEqual([]);
  });

  it('another SSH key locks its other holders out of new hosts; the first key locks nobody out', () => {
    const key: Change = {
      address: 'module.access.aws_key_pair.operator',
      actions: ['delete', 'create'],
      before: { key_name: 'flip-keypair' },
      after: { key_name: 'flip-keypair' },
    };
    expect(told([key])).toEqual([{ what: expect.stringMatching(/flip-keypair.*locked out/), level: 'moderate' }]);
    expect(words([{ ...key, actions: ['create'] }])).toEqual([]);
  });

  it('a new sign-in client signs everybody out', () => {
    expect(
      told([
        { address: 'module.persistent.aws_cognito_user_pool_client.this', actions: ['delete', 'create'], before: {} },
      ])[0]?.level,
    ).toBe('severe');
  });
});

it('a first deployment does nothing to anybody', () => {
  const types = [
    'aws_ecs_service.this["fl_server"]',
    'aws_eip.nat',
    'aws_lb.fl',
    'aws_instance.trust[0]',
    'aws_efs_file_system.this',
  ];
  expect(
    words(
      types.map((t): Change => ({ address: `module.x.${t}`, actions: ['create'], after: {} })),
      'production',
    ),
  ).toEqual([]);
});
