/**
 * What a call is about, from its request alone: names, identifiers, addresses. Two runs of one deployment ask with
 * the same keys, so what AWS makes up anew each time (identifiers) and what clients make up (tokens, timestamps) must
 * not show: the former are replaced by what they were first made for, the latter are left out.
 */
import { createHash } from 'node:crypto';
import { type Call, formOf, jsonOf } from '../gateway/call.ts';

/** Fields that differ between two runs, or whose content nobody may keep. */
const LEFT_OUT =
  /token|reference|request_?id|password|secret(?:string|binary)|marker|document|policy$|body|content|template|userdata|material|time|date|max(?:results|items|records)/i;
const LONGEST_VALUE = 160;
/** Elements of an XML body that say which resource is meant. */
const XML_IDENTITY = /<(Name|Id|Comment|Type|Value|Alias|DomainName|Key|Status|Path)>([^<]{1,160})</g;
/** Deeper fields of a JSON body describe the resource rather than name it. */
const DEEPEST = 2;

/** Identifiers as AWS makes them up: `vpc-0ab…`, UUIDs, hexadecimal ends of ARNs, CloudFront and Route 53, Cognito. */
const MADE_UP =
  /\b[a-z]+(?:-[a-z]+)*-(?=[a-z]*\d)[0-9a-z]{8,20}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{16,32}\b|\b[A-Z][A-Z0-9]{12,21}\b|\b[a-z]{2}-[a-z]+-\d_[A-Za-z0-9]{8,12}\b|\b[0-9a-z]{26}\b/g;
/** What Terraform appends to a prefix, and Secrets Manager to a name. */
const SUFFIX = /\d{18}[0-9a-f]{8}|(?<=:secret:[\w/+=.@-]+)-[A-Za-z0-9]{6}\b/g;

/** Where made-up identifiers came from. */
export class KnownIds {
  readonly #from = new Map<string, string>();

  /** Identifiers that first appear in the answer to a call that makes something are known by that call from then on. */
  learn(asked: string, answer: string): void {
    const fresh = [...new Set(answer.match(MADE_UP) ?? [])].filter((id) => !this.#from.has(id));
    for (const [i, id] of fresh.entries()) this.#from.set(id, `<${digest(asked)}.${i}>`);
  }

  /** The text with each identifier replaced by its origin; one of unknown origin becomes `<?>`. */
  replace(text: string): string {
    return text.replace(SUFFIX, '').replace(MADE_UP, (id) => this.#from.get(id) ?? '<?>');
  }
}

/** Readable for short keys, deterministic for all. Holds no value of a field that may be secret. */
export function resourceKey(call: Call, ids: KnownIds): string {
  const parts = [...(call.target === undefined && call.action === undefined ? path(call) : []), ...fields(call)];
  return ids.replace(parts.join(' '));
}

function path(call: Call): string[] {
  return [call.path, ...[...call.query.keys()].filter((name) => !LEFT_OUT.test(name)).sort()];
}

function fields(call: Call): string[] {
  const form = formOf(call);
  if (form.size > 0) return kept([...form].filter(([name]) => name !== 'Action' && name !== 'Version'));
  // An object's content says nothing of which object it is.
  if (call.service === 's3') return [];
  const start = call.body.subarray(0, 1).toString('latin1');
  if (start === '<')
    return [...call.body.toString('utf8').matchAll(XML_IDENTITY)].map(([, name, value]) => `${name}=${value}`);
  return kept(flat(jsonOf(call), '', 1));
}

function flat(value: unknown, name: string, depth: number): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((item) => flat(item, name, depth));
  if (typeof value === 'object' && value !== null)
    return depth > DEEPEST
      ? []
      : Object.entries(value).flatMap(([key, item]) => flat(item, `${name}.${key}`, depth + 1));
  return [[name, String(value)]];
}

const kept = (all: [string, string][]): string[] =>
  all
    .filter(([name, value]) => !LEFT_OUT.test(name) && value.length <= LONGEST_VALUE)
    .map(([name, value]) => `${name}=${value}`)
    .sort();

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
