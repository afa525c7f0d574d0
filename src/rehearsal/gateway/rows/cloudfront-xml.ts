/** What all CloudFront rows share: the namespace, a timestamp, an ETag, and errors in CloudFront's form. */
import { randomBytes } from 'node:crypto';
import { type Answer, xml } from '../answer.ts';
import { escapeXml } from '../protocol/xml.ts';

export const CLOUDFRONT_XMLNS = 'xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"';

export function newEtag(): string {
  return `E${randomBytes(7).toString('hex').toUpperCase()}`;
}

export function newCloudFrontId(prefix = ''): string {
  return prefix + randomBytes(10).toString('hex').slice(0, 14).toUpperCase();
}

export function nowXml(): string {
  return new Date().toISOString();
}

export function cloudFrontError(status: number, code: string, message: string): Answer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
  return xml(`<ErrorResponse ${CLOUDFRONT_XMLNS}>${error}<RequestId>rehearsal</RequestId></ErrorResponse>`, status);
}
