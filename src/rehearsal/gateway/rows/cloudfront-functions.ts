/** CloudFront functions, which moto lacks: made, published, described, read, updated and deleted by name. */
import { type Answer, answer, xml } from '../answer.ts';
import type { Call } from '../call.ts';
import { element, wholeElement } from '../protocol/xml.ts';
import type { Row } from '../row.ts';
import { CLOUDFRONT_XMLNS, cloudFrontError, newEtag, nowXml } from './cloudfront-xml.ts';

interface EdgeFunction {
  config: string;
  code: Buffer;
  etag: string;
  created: string;
  modified: string;
  /** What PublishFunction made live. */
  live: { config: string; code: Buffer } | undefined;
}

const ONE = /^\/2020-05-31\/function\/([^/]+)$/;

export function cloudFrontFunctionRows(): Row[] {
  const functions = new Map<string, EdgeFunction>();

  const summary = (name: string, made: EdgeFunction, stage: string, account: string): string =>
    `<FunctionSummary ${CLOUDFRONT_XMLNS}><Name>${name}</Name><Status>${made.live ? 'DEPLOYED' : 'UNPUBLISHED'}</Status>` +
    `${stage === 'LIVE' && made.live ? made.live.config : made.config}<FunctionMetadata>` +
    `<FunctionARN>arn:aws:cloudfront::${account}:function/${name}</FunctionARN><Stage>${stage}</Stage>` +
    `<CreatedTime>${made.created}</CreatedTime><LastModifiedTime>${made.modified}</LastModifiedTime>` +
    '</FunctionMetadata></FunctionSummary>';

  const withFunction =
    (then: (name: string, made: EdgeFunction, call: Call, account: string) => Answer): Row['answer'] =>
    (call, context, path) => {
      const name = decodeURIComponent(path?.[1] ?? '');
      const made = functions.get(name);
      if (!made || (stageOf(call) === 'LIVE' && !made.live)) {
        return cloudFrontError(404, 'NoSuchFunctionExists', `The function ${name} does not exist.`);
      }
      const expected = call.headers['if-match'];
      if (expected !== undefined && expected !== made.etag) {
        return cloudFrontError(412, 'PreconditionFailed', `The version of the function ${name} is another one.`);
      }
      return then(name, made, call, context.account);
    };

  return [
    {
      service: 'cloudfront',
      operation: 'CreateFunction',
      by: { method: 'POST', path: /^\/2020-05-31\/function$/ },
      answer(call, context) {
        const body = call.body.toString('utf8');
        const name = element('Name', body) ?? '';
        if (functions.has(name)) return cloudFrontError(409, 'FunctionAlreadyExists', `${name} already exists.`);
        const made = { ...contentOf(body), etag: newEtag(), created: nowXml(), modified: nowXml(), live: undefined };
        functions.set(name, made);
        const location = `https://cloudfront.amazonaws.com/2020-05-31/function/${name}`;
        return xml(summary(name, made, 'DEVELOPMENT', context.account), 201, { etag: made.etag, location });
      },
    },
    {
      service: 'cloudfront',
      operation: 'UpdateFunction',
      by: { method: 'PUT', path: ONE },
      answer: withFunction((name, made, call, account) => {
        Object.assign(made, contentOf(call.body.toString('utf8')), { etag: newEtag(), modified: nowXml() });
        // the misspelt header is the one AWS sends
        return xml(summary(name, made, 'DEVELOPMENT', account), 200, { ettag: made.etag });
      }),
    },
    {
      service: 'cloudfront',
      operation: 'PublishFunction',
      by: { method: 'POST', path: /^\/2020-05-31\/function\/([^/]+)\/publish$/ },
      answer: withFunction((name, made, _, account) => {
        made.live = { config: made.config, code: made.code };
        return xml(summary(name, made, 'LIVE', account));
      }),
    },
    {
      service: 'cloudfront',
      operation: 'DescribeFunction',
      by: { method: 'GET', path: /^\/2020-05-31\/function\/([^/]+)\/describe$/ },
      answer: withFunction((name, made, call, account) =>
        xml(summary(name, made, stageOf(call), account), 200, { etag: made.etag }),
      ),
    },
    {
      service: 'cloudfront',
      operation: 'GetFunction',
      by: { method: 'GET', path: ONE },
      answer: withFunction((_, made, call) =>
        answer(
          200,
          { 'content-type': 'application/octet-stream', etag: made.etag },
          stageOf(call) === 'LIVE' && made.live ? made.live.code : made.code,
        ),
      ),
    },
    {
      service: 'cloudfront',
      operation: 'DeleteFunction',
      by: { method: 'DELETE', path: ONE },
      answer: withFunction((name) => {
        functions.delete(name);
        return answer(204, {});
      }),
    },
    {
      service: 'cloudfront',
      operation: 'ListFunctions',
      by: { method: 'GET', path: /^\/2020-05-31\/function$/ },
      answer(call, context) {
        const wanted = [...functions].filter(([, made]) => stageOf(call) !== 'LIVE' || made.live);
        const items = wanted.map(([name, made]) => summary(name, made, stageOf(call), context.account)).join('');
        return xml(
          `<FunctionList ${CLOUDFRONT_XMLNS}><MaxItems>100</MaxItems><Quantity>${wanted.length}</Quantity>` +
            `<Items>${items}</Items></FunctionList>`,
        );
      },
    },
  ];
}

function stageOf(call: Call): string {
  return call.query.get('Stage') ?? 'DEVELOPMENT';
}

function contentOf(body: string): { config: string; code: Buffer } {
  return {
    config: wholeElement('FunctionConfig', body) ?? '<FunctionConfig/>',
    code: Buffer.from(element('FunctionCode', body) ?? '', 'base64'),
  };
}
