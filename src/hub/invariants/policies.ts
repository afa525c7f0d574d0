/**
 * The statements of a policy, wherever they can be read: in its JSON when it is known, otherwise in the policy document
 * that the configuration renders it from. A resource that is not known yet is undefined in the list.
 */
import { isObject, listAt, listOf, type Planned, type PlanView, type Step } from './plan-view.ts';

export interface Statement {
  effect: string;
  actions: string[];
  /** True for `NotAction`, `NotResource` or `NotPrincipal`. */
  inverted: boolean;
  resources: (string | undefined)[];
  /** `*`, `AWS:*`, `Service:ec2.amazonaws.com` … */
  principals: string[];
  /** `Bool aws:SecureTransport=false` … */
  conditions: string[];
}

/** undefined when neither the policy nor a document behind it can be read. */
export function statementsOf(plan: PlanView, r: Planned, ...path: Step[]): Statement[] | undefined {
  const reading = r.read(...path);
  if (reading.known) return typeof reading.value === 'string' ? parsed(reading.value) : [];
  const documents = r
    .origins(...path)
    .flatMap((address) => plan.at(address))
    .filter((d) => d.type === 'aws_iam_policy_document')
    .filter((d) => d.key === undefined || r.key === undefined || d.key === r.key || !sameBlockForAll(r, d, path));
  if (documents.length === 0) return undefined;
  return together(documents.map((d) => documentStatements(plan, d, 0)));
}

/** Instances of one document are handed out by key; a document that is named with its key is meant by all. */
const sameBlockForAll = (r: Planned, d: Planned, path: readonly Step[]): boolean =>
  !r.origins(...path).includes(d.address);

function documentStatements(plan: PlanView, document: Planned, depth: number): Statement[] | undefined {
  if (depth > 4) return undefined;
  const json = document.read('json');
  if (json.known) return typeof json.value === 'string' ? parsed(json.value) : undefined;
  const own = listOf(document.read('statement')).map((block, i) => blockStatement(document, block, i));
  const parts: (Statement[] | undefined)[] = [own];
  for (const attribute of ['source_policy_documents', 'override_policy_documents']) {
    const sources = document.read(attribute);
    if (!sources.known) parts.push(behind(plan, document, attribute, depth));
    else if (Array.isArray(sources.value))
      parts.push(
        ...sources.value.map((text, i) =>
          document.read(attribute, i).known && typeof text === 'string'
            ? parsed(text)
            : behind(plan, document, attribute, depth),
        ),
      );
  }
  return together(parts);
}

const behind = (plan: PlanView, document: Planned, attribute: string, depth: number): Statement[] | undefined => {
  const found = document.origins(attribute).flatMap((address) => plan.at(address));
  return found.length === 0 ? undefined : together(found.map((d) => documentStatements(plan, d, depth + 1)));
};

const together = (parts: readonly (Statement[] | undefined)[]): Statement[] | undefined =>
  parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);

function blockStatement(document: Planned, block: unknown, i: number): Statement {
  const at = (name: string): (string | undefined)[] =>
    listAt(block, name).map((value, n) =>
      document.read('statement', i, name, n).known && typeof value === 'string' ? value : undefined,
    );
  const b = isObject(block) ? block : {};
  return {
    effect: typeof b.effect === 'string' ? b.effect : 'Allow',
    actions: at('actions').map((action) => action ?? '(not known)'),
    inverted: ['not_actions', 'not_resources', 'not_principals'].some((name) => listAt(b, name).length > 0),
    resources: at('resources'),
    principals: listAt(b, 'principals').flatMap((p) =>
      listAt(p, 'identifiers').map((id) => principal(isObject(p) ? p.type : '', id)),
    ),
    conditions: listAt(b, 'condition').map((c) =>
      isObject(c) ? `${c.test} ${c.variable}=${listAt(c, 'values').join(',')}` : '',
    ),
  };
}

const principal = (type: unknown, id: unknown): string =>
  type === '*' || type === 'AWS' ? (id === '*' ? '*' : `AWS:${id}`) : `${type}:${id}`;

const many = (value: unknown): string[] =>
  (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]).map(String);

function parsed(text: string): Statement[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Not JSON: nobody can say what it allows.
    return undefined;
  }
  const statements = isObject(json) ? json.Statement : undefined;
  return (Array.isArray(statements) ? statements : [statements]).filter(isObject).map((s) => ({
    effect: String(s.Effect ?? ''),
    actions: many(s.Action),
    inverted: 'NotAction' in s || 'NotResource' in s || 'NotPrincipal' in s,
    resources: many(s.Resource),
    principals: principalsOf(s.Principal),
    conditions: Object.entries(isObject(s.Condition) ? s.Condition : {}).flatMap(([test, variables]) =>
      Object.entries(isObject(variables) ? variables : {}).map(
        ([name, value]) => `${test} ${name}=${many(value).join(',')}`,
      ),
    ),
  }));
}

function principalsOf(value: unknown): string[] {
  if (value === undefined) return [];
  if (!isObject(value)) return many(value);
  return Object.entries(value).flatMap(([type, ids]) => many(ids).map((id) => principal(type, id)));
}
