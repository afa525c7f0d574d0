/** Rules of security groups as short text, from the two forms in which a state holds them, so that the two compare. */
import { listAt, numberAt, textAt } from '../json-shape.ts';
import type { RefreshedResource } from './drift.ts';

/** `tcp 443 10.0.0.0/16`; one text for each peer of a rule. */
const ruleText = (protocol: string, from: number | undefined, to: number | undefined, peer: string): string => {
  if (protocol === '-1') return `all ${peer}`;
  const ports = from === to ? String(from ?? '') : `${from}-${to}`;
  return `${protocol} ${ports} ${peer}`;
};

/** Of a group's own attribute, in which AWS gathers rules of the same ports. */
export function rulesInGroup(entries: readonly unknown[], group: string): Set<string> {
  return new Set(
    entries.flatMap((entry) => {
      const peers = [
        ...['cidr_blocks', 'ipv6_cidr_blocks', 'prefix_list_ids', 'security_groups'].flatMap((key) =>
          listAt(entry, key).map((peer) => groupOf(String(peer))),
        ),
        ...((entry as { self?: unknown }).self === true ? [group] : []),
      ];
      const text = (peer: string) =>
        ruleText(textAt(entry, 'protocol'), numberAt(entry, 'from_port'), numberAt(entry, 'to_port'), peer);
      return peers.map(text);
    }),
  );
}

/** Of the rules that the state holds one by one. */
export function rulesOfState(
  direction: 'ingress' | 'egress',
  group: string,
  state: readonly RefreshedResource[],
): Set<string> {
  const ours = state.filter(
    ({ type, values }) =>
      type === `aws_vpc_security_group_${direction}_rule` && textAt(values, 'security_group_id') === group,
  );
  return new Set(
    ours.flatMap(({ values }) =>
      ['cidr_ipv4', 'cidr_ipv6', 'prefix_list_id', 'referenced_security_group_id']
        .map((key) => textAt(values, key))
        .filter((peer) => peer !== '')
        .map((peer) =>
          ruleText(
            textAt(values, 'ip_protocol'),
            numberAt(values, 'from_port'),
            numberAt(values, 'to_port'),
            groupOf(peer),
          ),
        ),
    ),
  );
}

/** A group of another account is named with it. */
const groupOf = (peer: string): string => peer.replace(/^\d{12}\//, '');
