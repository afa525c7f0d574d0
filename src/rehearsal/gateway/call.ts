/**
 * One request to the stand-in, described the way AWS routes it: service and region from the signature's scope,
 * operation from the target header, the Action field, or method and path.
 */
import type { IncomingHttpHeaders } from 'node:http';

export interface Call {
  method: string;
  /** Path and query exactly as sent; moto and signatures care about the escapes. */
  url: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Signing name in lower case (`ec2`, `ses`, `cloudfront`); absent for unsigned calls. */
  service: string | undefined;
  region: string | undefined;
  /** `AmazonSSM.GetParameter`, for the JSON protocols. */
  target: string | undefined;
  /** `CreateVpc`, for the query protocols. */
  action: string | undefined;
  /** The SDK's id of one logical call over all its attempts. */
  invocation: string | undefined;
  /** 1 for a first attempt. */
  attempt: number;
}

export interface RawRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

const SCOPE = /Credential=[^/,]+\/\d+\/([^/,]+)\/([^/,]+)\//;

export function describeCall(raw: RawRequest): Call {
  const question = raw.url.indexOf('?');
  const path = question < 0 ? raw.url : raw.url.slice(0, question);
  const query = new URLSearchParams(question < 0 ? '' : raw.url.slice(question + 1));
  const scope = scopeOf(raw.headers.authorization, query);
  const target = text(raw.headers['x-amz-target']);
  return {
    ...raw,
    path,
    query,
    ...scope,
    target,
    action: actionOf(raw, query),
    invocation: text(raw.headers['amz-sdk-invocation-id']),
    attempt: Number(/attempt=(\d+)/.exec(text(raw.headers['amz-sdk-request']) ?? '')?.[1] ?? 1),
  };
}

/** The best name known before anybody answers; moto or a row may know a better one. */
export function operationOf(call: Call): string {
  if (call.target) return call.target.slice(call.target.lastIndexOf('.') + 1);
  if (call.action) return call.action;
  return `${call.method} ${call.path}`;
}

/** The fields of a form body; empty for any other body. */
export function formOf(raw: Pick<RawRequest, 'headers' | 'body'>): URLSearchParams {
  const type = text(raw.headers['content-type']) ?? '';
  return new URLSearchParams(type.startsWith('application/x-www-form-urlencoded') ? raw.body.toString('utf8') : '');
}

/** The body as a JSON object; an empty one when it is something else. */
export function jsonOf(call: Call): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(call.body.toString('utf8') || '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

function actionOf(raw: RawRequest, query: URLSearchParams): string | undefined {
  return formOf(raw).get('Action') ?? query.get('Action') ?? undefined;
}

function scopeOf(authorization: string | undefined, query: URLSearchParams): Pick<Call, 'service' | 'region'> {
  const signed = authorization ?? presigned(query);
  const match = signed ? SCOPE.exec(signed) : null;
  return { region: match?.[1], service: match?.[2]?.toLowerCase() };
}

function presigned(query: URLSearchParams): string | undefined {
  const credential = query.get('X-Amz-Credential');
  return credential ? `Credential=${credential}` : undefined;
}

function text(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
