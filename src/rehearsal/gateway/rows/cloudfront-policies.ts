/**
 * CloudFront's cache, origin-request and response-headers policies, which moto lacks: three kinds of one shape,
 * each with the policies AWS itself manages, under their published ids.
 */
import { randomUUID } from 'node:crypto';
import { type Answer, answer, xml } from '../answer.ts';
import { element, wholeElement } from '../protocol/xml.ts';
import type { Row } from '../row.ts';
import { MANAGED_POLICIES, type PolicyKind } from './cloudfront-managed.ts';
import { CLOUDFRONT_XMLNS, cloudFrontError, newEtag, nowXml } from './cloudfront-xml.ts';

interface Policy {
  config: string;
  etag: string;
  type: 'managed' | 'custom';
  modified: string;
}

interface Kind {
  path: PolicyKind;
  /** Element and operation name: `CachePolicy`. */
  name: string;
  plural: string;
}

const KINDS: Kind[] = [
  { path: 'cache-policy', name: 'CachePolicy', plural: 'CachePolicies' },
  { path: 'origin-request-policy', name: 'OriginRequestPolicy', plural: 'OriginRequestPolicies' },
  { path: 'response-headers-policy', name: 'ResponseHeadersPolicy', plural: 'ResponseHeadersPolicies' },
];

export function cloudFrontPolicyRows(): Row[] {
  return KINDS.flatMap(rowsOf);
}

function rowsOf(kind: Kind): Row[] {
  const policies = new Map<string, Policy>(
    MANAGED_POLICIES[kind.path].map(({ id, config }) => [
      id,
      { config, etag: newEtag(), type: 'managed', modified: '2020-01-01T00:00:00Z' },
    ]),
  );
  const config = `${kind.name}Config`;
  const all = new RegExp(`^/2020-05-31/${kind.path}$`);
  const one = new RegExp(`^/2020-05-31/${kind.path}/([^/]+)$`);
  const whole = (id: string, policy: Policy, xmlns = '') =>
    `<${kind.name}${xmlns}><Id>${id}</Id><LastModifiedTime>${policy.modified}</LastModifiedTime>${policy.config}</${kind.name}>`;
  const answerWith = (id: string, policy: Policy, status = 200, headers: Record<string, string> = {}) =>
    xml(whole(id, policy, ` ${CLOUDFRONT_XMLNS}`), status, { etag: policy.etag, ...headers });

  const named = (name: string | undefined, except?: string) =>
    [...policies].some(([id, policy]) => id !== except && element('Name', policy.config) === name);
  const withPolicy =
    (change: boolean, then: (id: string, policy: Policy, body: string) => Answer): Row['answer'] =>
    (call, _, path) => {
      const id = path?.[1] ?? '';
      const policy = policies.get(id);
      if (!policy) return cloudFrontError(404, `NoSuch${kind.name}`, `The ${kind.path} ${id} does not exist.`);
      if (change && policy.type === 'managed') {
        return cloudFrontError(400, 'IllegalUpdate', 'AWS manages this policy; it cannot be changed.');
      }
      const expected = call.headers['if-match'];
      if (change && expected !== policy.etag) {
        return cloudFrontError(412, 'PreconditionFailed', `The version of the ${kind.path} ${id} is another one.`);
      }
      return then(id, policy, call.body.toString('utf8'));
    };

  return [
    {
      service: 'cloudfront',
      operation: `Create${kind.name}`,
      by: { method: 'POST', path: all },
      answer(call) {
        const written = wholeElement(config, call.body.toString('utf8')) ?? '';
        const name = element('Name', written);
        if (named(name)) return cloudFrontError(409, `${kind.name}AlreadyExists`, `${name} already exists.`);
        const id = randomUUID();
        const policy: Policy = { config: written, etag: newEtag(), type: 'custom', modified: nowXml() };
        policies.set(id, policy);
        return answerWith(id, policy, 201, { location: `https://cloudfront.amazonaws.com${call.path}/${id}` });
      },
    },
    {
      service: 'cloudfront',
      operation: `List${kind.plural}`,
      by: { method: 'GET', path: all },
      answer(call) {
        const type = call.query.get('Type');
        const items = [...policies].filter(([, policy]) => type === null || policy.type === type);
        const summaries = items.map(
          ([id, policy]) =>
            `<${kind.name}Summary><Type>${policy.type}</Type>${whole(id, policy)}</${kind.name}Summary>`,
        );
        return xml(
          `<${kind.name}List ${CLOUDFRONT_XMLNS}><MaxItems>100</MaxItems><Quantity>${items.length}</Quantity>` +
            `<Items>${summaries.join('')}</Items></${kind.name}List>`,
        );
      },
    },
    {
      service: 'cloudfront',
      operation: `Get${kind.name}`,
      by: { method: 'GET', path: one },
      answer: withPolicy(false, (id, policy) => answerWith(id, policy)),
    },
    {
      service: 'cloudfront',
      operation: `Get${kind.name}Config`,
      by: { method: 'GET', path: new RegExp(`^/2020-05-31/${kind.path}/([^/]+)/config$`) },
      answer: withPolicy(false, (_, policy) => xml(policy.config, 200, { etag: policy.etag })),
    },
    {
      service: 'cloudfront',
      operation: `Update${kind.name}`,
      by: { method: 'PUT', path: one },
      answer: withPolicy(true, (id, policy, body) => {
        const written = wholeElement(config, body) ?? policy.config;
        Object.assign(policy, { config: written, etag: newEtag(), modified: nowXml() });
        return answerWith(id, policy);
      }),
    },
    {
      service: 'cloudfront',
      operation: `Delete${kind.name}`,
      by: { method: 'DELETE', path: one },
      answer: withPolicy(true, (id) => {
        policies.delete(id);
        return answer(204, {});
      }),
    },
  ];
}
