/** Who may reach what: security groups, public addresses, balancers. */
import { is, isObject, listOf, type Planned, type PlanView, type Reading, shown } from './plan-view.ts';
import type { Finding, Invariant } from './types.ts';

interface Rule {
  address: string;
  direction: 'ingress' | 'egress';
  /** What tells the group apart: its id, or how the configuration names it. */
  group: string | undefined;
  protocol: Reading;
  from: Reading;
  to: Reading;
  /** Ranges, groups and prefix lists; undefined where one is not known. */
  peers: { kind: 'range' | 'group' | 'list' | 'self'; value: string | undefined }[];
}

const EVERYWHERE = ['0.0.0.0/0', '::/0'];
const PRIVATE = /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd][0-9a-f]{2}:)/i;
const INLINE = ['aws_security_group', 'aws_default_security_group'];

/** Every rule of every group, standalone and inline ones. */
function rulesOf(plan: PlanView): Rule[] {
  const standalone = (['ingress', 'egress'] as const).flatMap((direction) =>
    plan.all(`aws_vpc_security_group_${direction}_rule`).map(
      (r): Rule => ({
        address: r.address,
        direction,
        group: identity(plan, r, 'security_group_id', 'Group'),
        protocol: r.read('ip_protocol'),
        from: r.read('from_port'),
        to: r.read('to_port'),
        peers: [
          ...peer(r, 'cidr_ipv4', 'range'),
          ...peer(r, 'cidr_ipv6', 'range'),
          ...peer(r, 'prefix_list_id', 'list'),
          ...groupPeer(plan, r),
        ],
      }),
    ),
  );
  const older = plan.all('aws_security_group_rule').map(
    (r): Rule => ({
      address: r.address,
      direction: is(r.read('type'), 'egress') ? 'egress' : 'ingress',
      group: identity(plan, r, 'security_group_id', 'Group'),
      protocol: r.read('protocol'),
      from: r.read('from_port'),
      to: r.read('to_port'),
      peers: [
        ...ranges(r, ['cidr_blocks']),
        ...ranges(r, ['ipv6_cidr_blocks']),
        ...peer(r, 'source_security_group_id', 'group'),
      ],
    }),
  );
  const inline = plan.all(...INLINE).flatMap((r) =>
    (['ingress', 'egress'] as const).flatMap((direction) =>
      listOf(r.read(direction)).map(
        (_, i): Rule => ({
          address: r.address,
          direction,
          group: r.address,
          protocol: r.read(direction, i, 'protocol'),
          from: r.read(direction, i, 'from_port'),
          to: r.read(direction, i, 'to_port'),
          peers: [
            ...ranges(r, [direction, i, 'cidr_blocks']),
            ...ranges(r, [direction, i, 'ipv6_cidr_blocks']),
            ...ranges(r, [direction, i, 'prefix_list_ids'], 'list'),
            ...ranges(r, [direction, i, 'security_groups'], 'group'),
            ...(is(r.read(direction, i, 'self'), true) ? [{ kind: 'self' as const, value: 'self' }] : []),
          ],
        }),
      ),
    ),
  );
  return [...standalone, ...older, ...inline];
}

/** The group as it is named: by id when known, by a single origin, or by the tag that the table of rules gives it. */
function identity(plan: PlanView, r: Planned, attribute: string, tag: string): string | undefined {
  const id = r.read(attribute);
  if (id.known) return typeof id.value === 'string' ? id.value : undefined;
  const origins = r.origins(attribute).filter((from) => from.includes('aws_security_group.'));
  const [only] = origins;
  const single = only !== undefined && plan.at(only).some(({ address }) => address === only);
  if (origins.length === 1 && only !== undefined && single) return only;
  const named = r.read('tags', tag);
  return only !== undefined && named.known && typeof named.value === 'string' ? `${only}["${named.value}"]` : undefined;
}

function groupPeer(plan: PlanView, r: Planned): Rule['peers'] {
  const reading = r.read('referenced_security_group_id');
  if (reading.known) return peer(r, 'referenced_security_group_id', 'group');
  const others = r.origins('referenced_security_group_id');
  const value =
    identity(plan, r, 'referenced_security_group_id', 'Peer') ?? (others.length === 1 ? others[0] : undefined);
  return [{ kind: 'group', value }];
}

function peer(r: Planned, attribute: string, kind: 'range' | 'group' | 'list'): Rule['peers'] {
  const reading = r.read(attribute);
  if (!reading.known) return [{ kind, value: undefined }];
  return typeof reading.value === 'string' && reading.value !== '' ? [{ kind, value: reading.value }] : [];
}

function ranges(r: Planned, path: (string | number)[], kind: 'range' | 'list' | 'group' = 'range'): Rule['peers'] {
  const reading = r.read(...path);
  if (!reading.known) return [{ kind, value: undefined }];
  return listOf(reading).map((value, i) => ({
    kind,
    value: r.read(...path, i).known && typeof value === 'string' ? value : undefined,
  }));
}

const all = (rule: Rule): boolean => is(rule.protocol, '-1');

/** Whether a rule is about a port; undefined when that cannot be known. */
function covers(rule: Rule, port: number): boolean | undefined {
  if (all(rule)) return true;
  if (!rule.from.known || !rule.to.known || !rule.protocol.known) return undefined;
  return Number(rule.from.value) <= port && port <= Number(rule.to.value);
}

/** Groups whose tasks and interfaces may call anywhere, on every port: services that pull images and call AWS. */
const leavesByEveryPort = (rule: Rule): boolean => rule.direction === 'egress' && all(rule);

const noPort22: Invariant = {
  name: 'no-port-22',
  holds: 'no rule of any security group opens port 22, in or out',
  why: 'hosts are reached through SSM only; an open SSH port is found by scanners within minutes',
  judge: (plan) =>
    rulesOf(plan).flatMap((rule): Finding[] => {
      if (leavesByEveryPort(rule)) return [];
      const on = covers(rule, 22);
      if (on === false) return [];
      const what = on
        ? `opens port 22 (${rule.direction})`
        : `its ports are not known before the apply (${rule.direction})`;
      return [{ address: rule.address, what }];
    }),
};

/** The one range that is not known in a first plan: the hub's own NAT address. */
const OWN_ADDRESS = 'module.network.aws_eip.nat';

const onlyTrustsFromOutside: Invariant = {
  name: 'nothing-open-to-the-internet',
  holds: 'no rule admits a range of public addresses: a trust is admitted by its single address',
  why: 'the FL endpoint is the only door that trusts knock at; whoever is not a trust must not reach it',
  judge: (plan) =>
    rulesOf(plan)
      .filter(({ direction }) => direction === 'ingress')
      .flatMap((rule) =>
        rule.peers
          .filter(({ kind }) => kind === 'range')
          .flatMap(({ value }): Finding[] => {
            if (value === undefined) return unknownRange(plan, rule.address);
            if (PRIVATE.test(value) || /\/(?:32|128)$/.test(value)) return [];
            const words = EVERYWHERE.includes(value) ? 'the whole internet' : value;
            return [{ address: rule.address, what: `admits ${words}` }];
          }),
      ),
};

/** Its range is computed: from our own NAT address it is one address, from anything else nobody knows. */
function unknownRange(plan: PlanView, address: string): Finding[] {
  const [rule] = plan.at(address);
  const ownAddress = rule?.key === 'nlb_from_nat' && plan.at(OWN_ADDRESS).some((eip) => eip.created);
  return ownAddress ? [] : [{ address, what: 'whom it admits is not known before the apply' }];
}

const PUBLIC_BALANCER = 'module.edge.aws_lb.fl';

const onlyNlbAndCloudfrontPublic: Invariant = {
  name: 'only-nlb-and-cloudfront-are-public',
  holds: 'nothing has a public side but the FL endpoint (a network load balancer) and CloudFront',
  why: 'everything else is reached through one of the two, which check who comes',
  judge: (plan) => [
    ...plan.all('aws_lb', 'aws_alb', 'aws_elb').flatMap((r): Finding[] => {
      if (is(r.read('internal'), true)) return [];
      if (r.address === PUBLIC_BALANCER && is(r.read('load_balancer_type'), 'network')) return [];
      return [{ address: r.address, what: 'is a load balancer that faces the internet' }];
    }),
    ...plan
      .all('aws_subnet')
      .flatMap((r): Finding[] =>
        is(r.read('map_public_ip_on_launch'), false) || is(r.read('map_public_ip_on_launch'), null)
          ? []
          : [{ address: r.address, what: 'gives whatever starts in it a public address' }],
      ),
    ...plan
      .all('aws_ecs_service')
      .flatMap((r): Finding[] =>
        is(r.read('network_configuration', 0, 'assign_public_ip'), false)
          ? []
          : [{ address: r.address, what: 'its tasks may get public addresses' }],
      ),
    ...plan
      .all('aws_api_gateway_rest_api', 'aws_apigatewayv2_api', 'aws_lambda_function_url', 'aws_lightsail_instance')
      .map((r): Finding => ({ address: r.address, what: 'is a public entry of its own' })),
  ],
};

const noPublicIpOnHosts: Invariant = {
  name: 'no-public-address-on-hosts',
  holds: 'no EC2 host has a public address',
  why: 'a host with one is one forgotten rule away from the internet',
  judge: (plan) => [
    ...plan.all('aws_instance').flatMap((r): Finding[] =>
      is(r.read('associate_public_ip_address'), false)
        ? []
        : [
            {
              address: r.address,
              what: `associate_public_ip_address is ${shown(r.read('associate_public_ip_address'))}`,
            },
          ],
    ),
    ...plan
      .all('aws_launch_template')
      .flatMap((r) =>
        listOf(r.read('network_interfaces')).flatMap((n): Finding[] =>
          isObject(n) && String(n.associate_public_ip_address) === 'false'
            ? []
            : [{ address: r.address, what: 'its hosts may get public addresses' }],
        ),
      ),
    ...plan.all('aws_eip').flatMap((r): Finding[] => {
      const instance = r.read('instance');
      const given =
        r.origins('instance').length > 0 || (instance.known && instance.value !== null && instance.value !== '');
      return given ? [{ address: r.address, what: 'is the public address of a host' }] : [];
    }),
    ...plan
      .all('aws_eip_association')
      .flatMap((r): Finding[] =>
        r.origins('instance_id').length > 0 || (r.read('instance_id').known && !is(r.read('instance_id'), null))
          ? [{ address: r.address, what: 'gives a host a public address' }]
          : [],
      ),
  ],
};

const uniqueRules: Invariant = {
  name: 'no-rule-twice',
  holds: 'no two rules of security groups say the same of one group, port and peer',
  why: 'AWS refuses the second one in the middle of an apply, or a plan never settles',
  judge(plan) {
    const seen = new Map<string, string>();
    return rulesOf(plan).flatMap((rule) =>
      rule.peers.flatMap((p): Finding[] => {
        if (rule.group === undefined)
          return [
            { address: rule.address, what: 'which group it belongs to is told neither by the plan nor by a tag' },
          ];
        // Two unknown peers cannot be compared; their rules differ in something else, or the next plan sees it.
        if (p.value === undefined) return [];
        const ports = all(rule) ? 'all' : `${shown(rule.from)}-${shown(rule.to)}`;
        const tuple = [rule.group, rule.direction, shown(rule.protocol), ports, p.kind, p.value].join(' ');
        const other = seen.get(tuple);
        if (other === undefined) seen.set(tuple, rule.address);
        return other === undefined ? [] : [{ address: rule.address, what: `says the same as ${other}` }];
      }),
    );
  },
};

export const NETWORK_INVARIANTS: readonly Invariant[] = [
  noPort22,
  onlyTrustsFromOutside,
  onlyNlbAndCloudfrontPublic,
  noPublicIpOnHosts,
  uniqueRules,
];

/** For judges of other concerns: rules of a group from a range of addresses. */
export const rangesInto = (plan: PlanView, group: string): { address: string; value: string | undefined }[] =>
  rulesOf(plan)
    .filter((rule) => rule.direction === 'ingress' && rule.group === group)
    .flatMap((rule) =>
      rule.peers.filter(({ kind }) => kind === 'range').map(({ value }) => ({ address: rule.address, value })),
    );
