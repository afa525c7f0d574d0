/** What a value must look like, by kind, and what it becomes. A table: a new kind is one row. */
import { isIPv4 } from 'node:net';

export type EnvValue = string | number | boolean | readonly string[] | Readonly<Record<string, unknown>>;

export type Kind =
  | 'text'
  | 'account'
  | 'region'
  | 'port'
  | 'number'
  | 'boolean'
  | 'bucket'
  | 'email'
  | 'hostname'
  | 'url'
  | 'date'
  | 'identifier'
  | 'header'
  | 'image-tag'
  | 'registry'
  | 'path'
  | 'arn'
  | 'base64-32'
  | 'sha256'
  | 'service-key'
  | 'password'
  | 'names'
  | 'ip-list'
  | 'json';

export interface KindRow {
  /** What is expected, in words that go into "must be …". */
  must: string;
  /** The typed value, or undefined when it is malformed. */
  read(text: string): EnvValue | undefined;
  /** A JSON-like kind: a shell reads it differently, so no shell script may use its keys. */
  notForShell?: true;
}

const matching =
  (pattern: RegExp) =>
  (text: string): string | undefined =>
    pattern.test(text) ? text : undefined;

const HOSTNAME = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

export const KINDS: Record<Kind, KindRow> = {
  text: { must: 'text', read: (t) => t },
  account: { must: 'an AWS account id of 12 digits', read: matching(/^\d{12}$/) },
  region: { must: 'an AWS region such as eu-west-2', read: matching(/^[a-z]{2}(-[a-z]+)+-\d$/) },
  port: { must: 'a port between 1 and 65535', read: (t) => within(t, 1, 65_535) },
  number: { must: 'a whole number', read: (t) => within(t, 0, Number.MAX_SAFE_INTEGER) },
  boolean: { must: 'true or false', read: (t) => (/^(true|false)$/i.test(t) ? t.toLowerCase() === 'true' : undefined) },
  bucket: { must: 'a bucket name of 3 to 63 lower-case letters, digits, dots and hyphens', read: bucketName },
  email: { must: 'an e-mail address', read: matching(/^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/) },
  hostname: { must: 'a lower-case DNS name without scheme or path', read: matching(HOSTNAME) },
  url: { must: 'a URL that begins with https:// or http://', read: webAddress },
  date: { must: 'a date folder such as 2025-12-03', read: matching(/^\d{4}-?\d{2}-?\d{2}(?:[._-][A-Za-z0-9._-]+)?$/) },
  identifier: { must: 'a lower-case identifier', read: matching(/^[a-z][a-z0-9_]{0,62}$/) },
  header: { must: 'the name of an HTTP header', read: matching(/^[A-Za-z][A-Za-z0-9-]*$/) },
  'image-tag': {
    must: 'an image tag that names one build (not latest)',
    read: (t) => (/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(t) && !/(?:^|-)latest$/i.test(t) ? t : undefined),
  },
  registry: {
    must: 'an image registry prefix that ends with a slash',
    read: matching(/^[a-z0-9][a-z0-9.-]*(?::\d+)?\/(?:[a-z0-9._-]+\/)*$/),
  },
  path: { must: 'an absolute path', read: matching(/^\/[^\0\n]*$/) },
  arn: { must: 'an ARN', read: matching(/^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:.+$/) },
  'base64-32': { must: '32 bytes in base64 (44 characters)', read: matching(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/) },
  sha256: { must: 'a SHA-256 in 64 lower-case hex digits', read: matching(/^[0-9a-f]{64}$/) },
  'service-key': { must: 'a key of at least 32 URL-safe characters', read: matching(/^[A-Za-z0-9_-]{32,}$/) },
  password: { must: 'a password of at least 12 characters', read: (t) => (t.length >= 12 ? t : undefined) },
  names: { must: 'a JSON list of names, ["Trust_1","Trust_2"]', read: namesList, notForShell: true },
  'ip-list': { must: 'a JSON list of single IPv4 addresses, ["203.0.113.7"]', read: addressList, notForShell: true },
  json: { must: 'a JSON object', read: jsonObject, notForShell: true },
};

function within(text: string, low: number, high: number): number | undefined {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return value >= low && value <= high ? value : undefined;
}

function bucketName(text: string): string | undefined {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text)) return undefined;
  return text.includes('..') || isIPv4(text) || text.startsWith('xn--') ? undefined : text;
}

function webAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && hostname !== '' ? text : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textList(text: string): string[] | undefined {
  const value = parsed(text);
  return Array.isArray(value) && value.every((v) => typeof v === 'string') ? value : undefined;
}

function namesList(text: string): readonly string[] | undefined {
  const list = textList(text);
  return list?.every((n) => n.trim() !== '') && new Set(list).size === list.length ? list : undefined;
}

function addressList(text: string): readonly string[] | undefined {
  const list = textList(text);
  return list?.every((ip) => isIPv4(ip.replace(/\/32$/, ''))) ? list : undefined;
}

function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = parsed(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
