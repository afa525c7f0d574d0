/**
 * CloudFront VPC origins, which moto lacks, and their tags. As on AWS, the first one in a VPC makes CloudFront's
 * service security group appear there, and deleting the last one removes it.
 */
import { type Answer, answer, xml } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Moto } from '../moto.ts';
import { element, elements, escapeXml, wholeElement } from '../protocol/xml.ts';
import type { Row, RowContext } from '../row.ts';
import { CLOUDFRONT_XMLNS, cloudFrontError, newCloudFrontId, newEtag, nowXml } from './cloudfront-xml.ts';
import { addServiceGroup, removeServiceGroup, type VpcPlace, vpcOfLoadBalancer } from './service-group.ts';

interface VpcOrigin {
  id: string;
  arn: string;
  config: string;
  etag: string;
  created: string;
  modified: string;
  place: VpcPlace | undefined;
  tags: Map<string, string>;
}

const ALL = /^\/2020-05-31\/vpc-origin$/;
const ONE = /^\/2020-05-31\/vpc-origin\/([^/]+)$/;
const TAGGING = /^\/2020-05-31\/tagging$/;
const CONFIG = 'VpcOriginEndpointConfig';

export function vpcOriginRows(): Row[] {
  const origins = new Map<string, VpcOrigin>();

  const whole = (origin: VpcOrigin, account: string) =>
    `<VpcOrigin ${CLOUDFRONT_XMLNS}><Id>${origin.id}</Id><Arn>${origin.arn}</Arn><AccountId>${account}</AccountId>` +
    `<Status>Deployed</Status><CreatedTime>${origin.created}</CreatedTime>` +
    `<LastModifiedTime>${origin.modified}</LastModifiedTime>${origin.config}</VpcOrigin>`;
  const withOrigin =
    (
      change: boolean,
      then: (origin: VpcOrigin, call: Call, context: RowContext) => Promise<Answer> | Answer,
    ): Row['answer'] =>
    (call, context, path) => {
      const origin = origins.get(path?.[1] ?? '');
      if (!origin) return cloudFrontError(404, 'EntityNotFound', `The VPC origin ${path?.[1]} does not exist.`);
      if (change && call.headers['if-match'] !== origin.etag) {
        return cloudFrontError(412, 'PreconditionFailed', 'The version of the VPC origin is another one.');
      }
      return then(origin, call, context);
    };
  const tagged = (call: Call) => [...origins.values()].find((origin) => origin.arn === call.query.get('Resource'));
  const ours = (call: Call) => /:vpcorigin\//.test(call.query.get('Resource') ?? '');

  const rows: Row[] = [
    {
      service: 'cloudfront',
      operation: 'CreateVpcOrigin',
      by: { method: 'POST', path: ALL },
      async answer(call, context) {
        const body = call.body.toString('utf8');
        const config = wholeElement(CONFIG, body) ?? '';
        const endpoint = element('Arn', config) ?? '';
        if ([...origins.values()].some((one) => element('Name', one.config) === element('Name', config))) {
          return cloudFrontError(409, 'EntityAlreadyExists', 'A VPC origin of this name already exists.');
        }
        const place = await vpcOfLoadBalancer(endpoint, context.moto);
        if (place === 'missing') {
          return cloudFrontError(400, 'InvalidArgument', `The endpoint ${endpoint} does not exist.`);
        }
        const id = newCloudFrontId('vo_');
        const origin: VpcOrigin = {
          id,
          arn: `arn:aws:cloudfront::${context.account}:vpcorigin/${id}`,
          config,
          etag: newEtag(),
          created: nowXml(),
          modified: nowXml(),
          place,
          tags: tagsIn(body),
        };
        if (place) await addServiceGroup(place, context.moto);
        origins.set(id, origin);
        const location = `https://cloudfront.amazonaws.com/2020-05-31/vpc-origin/${id}`;
        return xml(whole(origin, context.account), 202, { etag: origin.etag, location });
      },
    },
    {
      service: 'cloudfront',
      operation: 'ListVpcOrigins',
      by: { method: 'GET', path: ALL },
      answer(_, context) {
        const items = [...origins.values()].map(
          (origin) =>
            `<VpcOriginSummary><Id>${origin.id}</Id><Name>${escapeXml(element('Name', origin.config) ?? '')}</Name>` +
            `<Status>Deployed</Status><CreatedTime>${origin.created}</CreatedTime>` +
            `<LastModifiedTime>${origin.modified}</LastModifiedTime><Arn>${origin.arn}</Arn>` +
            `<AccountId>${context.account}</AccountId>` +
            `<OriginEndpointArn>${element('Arn', origin.config)}</OriginEndpointArn></VpcOriginSummary>`,
        );
        return xml(
          `<VpcOriginList ${CLOUDFRONT_XMLNS}><Marker/><MaxItems>100</MaxItems><IsTruncated>false</IsTruncated>` +
            `<Quantity>${items.length}</Quantity><Items>${items.join('')}</Items></VpcOriginList>`,
        );
      },
    },
    {
      service: 'cloudfront',
      operation: 'GetVpcOrigin',
      by: { method: 'GET', path: ONE },
      answer: withOrigin(false, (origin, _, context) =>
        xml(whole(origin, context.account), 200, { etag: origin.etag }),
      ),
    },
    {
      service: 'cloudfront',
      operation: 'UpdateVpcOrigin',
      by: { method: 'PUT', path: ONE },
      answer: withOrigin(true, (origin, call, context) => {
        const config = wholeElement(CONFIG, call.body.toString('utf8')) ?? origin.config;
        Object.assign(origin, { config, etag: newEtag(), modified: nowXml() });
        return xml(whole(origin, context.account), 202, { etag: origin.etag });
      }),
    },
    {
      service: 'cloudfront',
      operation: 'DeleteVpcOrigin',
      by: { method: 'DELETE', path: ONE },
      answer: withOrigin(true, async (origin, _, context) => {
        if (await isUsed(origin.id, context.moto)) {
          return cloudFrontError(409, 'CannotDeleteEntityWhileInUse', 'A distribution uses this VPC origin.');
        }
        origins.delete(origin.id);
        const { place } = origin;
        if (place && ![...origins.values()].some((other) => other.place?.vpc === place.vpc)) {
          await removeServiceGroup(place, context.moto);
        }
        return xml(whole(origin, context.account), 202, { etag: origin.etag });
      }),
    },
    {
      service: 'cloudfront',
      operation: 'ListTagsForResource',
      by: { method: 'GET', path: TAGGING },
      when: ours,
      answer(call) {
        const origin = tagged(call);
        if (!origin) return cloudFrontError(404, 'NoSuchResource', 'There is no such VPC origin.');
        const items = [...origin.tags].map(
          ([key, value]) => `<Tag><Key>${escapeXml(key)}</Key><Value>${escapeXml(value)}</Value></Tag>`,
        );
        return xml(`<Tags ${CLOUDFRONT_XMLNS}><Items>${items.join('')}</Items></Tags>`);
      },
    },
    {
      service: 'cloudfront',
      operation: 'TagResource',
      by: { method: 'POST', path: TAGGING },
      when: (call) => ours(call) && call.query.get('Operation') !== 'Untag',
      answer(call) {
        const origin = tagged(call);
        if (!origin) return cloudFrontError(404, 'NoSuchResource', 'There is no such VPC origin.');
        for (const [key, value] of tagsIn(call.body.toString('utf8'))) origin.tags.set(key, value);
        return answer(204, {});
      },
    },
    {
      service: 'cloudfront',
      operation: 'UntagResource',
      by: { method: 'POST', path: TAGGING },
      when: (call) => ours(call) && call.query.get('Operation') === 'Untag',
      answer(call) {
        const origin = tagged(call);
        if (!origin) return cloudFrontError(404, 'NoSuchResource', 'There is no such VPC origin.');
        for (const key of elements('Key', call.body.toString('utf8'))) origin.tags.delete(key);
        return answer(204, {});
      },
    },
  ];
  return rows;
}

function tagsIn(body: string): Map<string, string> {
  return new Map(elements('Tag', body).map((tag) => [element('Key', tag) ?? '', element('Value', tag) ?? '']));
}

/** Whether any distribution names it. moto's list leaves the origins out, so each one is read. */
async function isUsed(id: string, moto: Moto): Promise<boolean> {
  const get = async (path: string) => {
    const url = `/2020-05-31/distribution${path}`;
    return (await moto.call({ service: 'cloudfront', region: 'us-east-1', method: 'GET', url })).body.toString('utf8');
  };
  for (const summary of elements('DistributionSummary', await get(''))) {
    const config = await get(`/${element('Id', summary)}/config`);
    if (elements('VpcOriginId', config).includes(id)) return true;
  }
  return false;
}
