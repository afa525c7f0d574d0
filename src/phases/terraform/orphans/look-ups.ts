/**
 * What neither its tags nor its name gives away is asked of AWS: one row a type. What lies in a place of ours (a rule in
 * a group, a listener on a load balancer) is ours, whoever asks; what only has a name in the account is looked for only
 * when an apply of ours had begun to make it.
 */
import {
  type CloudFrontPart,
  cloudFrontPart,
  listenerOn,
  listenerRule,
  mountTarget,
  namespaceService,
  privateNamespace,
  securityGroupRule,
} from '../../../aws/parts.ts';
import type { PlannedThing } from '../../../tools/terraform/index.ts';
import type { HubContext } from '../../services.ts';

type Values = PlannedThing['values'];

interface LookUp {
  /** Only what an apply had begun may be taken: nothing but a name says whose it is. */
  begunOnly?: true;
  /** The import id, or undefined when it is not there or its place is not known yet. */
  find: (ctx: HubContext, planned: Values) => Promise<string | undefined>;
}

const rule = (egress: boolean): LookUp => ({
  async find({ services }, planned) {
    const { security_group_id: group, ip_protocol: protocol } = planned;
    if (group === undefined || protocol === undefined) return undefined;
    const peer = {
      cidr4: planned.cidr_ipv4,
      cidr6: planned.cidr_ipv6,
      prefixList: planned.prefix_list_id,
      other: planned.referenced_security_group_id,
    };
    // Its peer is not known yet: then it was not made either.
    if (Object.values(peer).every((value) => value === undefined)) return undefined;
    const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
    return securityGroupRule(
      services.aws(),
      { group, egress, protocol, from: number(planned.from_port), to: number(planned.to_port), ...peer },
      services.login,
    );
  },
});

const cloudFront = (part: CloudFrontPart, attribute = 'name'): LookUp => ({
  begunOnly: true,
  async find({ services }, planned) {
    const name = planned[attribute];
    return name === undefined ? undefined : cloudFrontPart(services.aws(), part, name, services.login);
  },
});

const LOOK_UPS: Readonly<Record<string, LookUp>> = {
  aws_vpc_security_group_ingress_rule: rule(false),
  aws_vpc_security_group_egress_rule: rule(true),
  aws_lb_listener: {
    async find({ services }, { load_balancer_arn: balancer, port }) {
      if (balancer === undefined || port === undefined) return undefined;
      return listenerOn(services.aws(), balancer, Number(port), services.login);
    },
  },
  aws_lb_listener_rule: {
    async find({ services }, { listener_arn: listener, priority }) {
      if (listener === undefined || priority === undefined) return undefined;
      return listenerRule(services.aws(), listener, priority, services.login);
    },
  },
  aws_efs_mount_target: {
    async find({ services }, { file_system_id: fileSystem, subnet_id: subnet }) {
      if (fileSystem === undefined || subnet === undefined) return undefined;
      return mountTarget(services.aws(), fileSystem, subnet, services.login);
    },
  },
  aws_service_discovery_private_dns_namespace: {
    begunOnly: true,
    async find({ services }, { name, vpc }) {
      if (name === undefined || vpc === undefined) return undefined;
      const id = await privateNamespace(services.aws(), name, services.login);
      return id === undefined ? undefined : `${id}:${vpc}`;
    },
  },
  aws_service_discovery_service: {
    async find({ services }, planned) {
      const { namespace_id: direct, 'dns_config.namespace_id': nested, name } = planned;
      const namespace = nested ?? direct;
      if (namespace === undefined || name === undefined) return undefined;
      return namespaceService(services.aws(), namespace, name, services.login);
    },
  },
  aws_cloudfront_origin_access_control: cloudFront('origin access control'),
  aws_cloudfront_origin_request_policy: cloudFront('origin request policy'),
  aws_cloudfront_response_headers_policy: cloudFront('response headers policy'),
  aws_cloudfront_vpc_origin: cloudFront('VPC origin', 'vpc_origin_endpoint_config.name'),
  aws_budgets_budget: {
    begunOnly: true,
    find: async ({ services }, { name }) =>
      name === undefined ? undefined : `${services.settings().required('FLIP_AWS_ACCOUNT_ID')}:${name}`,
  },
};

/** Asks AWS for one planned thing. Undefined: no row knows the type, it is not there, or nothing says that it is ours. */
export async function lookUp(ctx: HubContext, planned: PlannedThing, begun: boolean): Promise<string | undefined> {
  const row = LOOK_UPS[planned.type];
  if (row === undefined || (row.begunOnly && !begun)) return undefined;
  return row.find(ctx, planned.values);
}
