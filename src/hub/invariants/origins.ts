/**
 * Where a value comes from: references of the configuration followed through variables, outputs and locals to the
 * resources behind them. This is how a judge sees what a plan does not know yet.
 */
import { isObject, type JsonObject, listAt, objectAt, textAt } from '../../tools/terraform/index.ts';

type Locals = (module: string) => Readonly<Record<string, string>>;
const DEEPEST = 12;

export class Origins {
  readonly #root: JsonObject;
  readonly #locals: Locals;

  constructor(configuration: JsonObject, locals: Locals) {
    this.#root = objectAt(configuration, 'root_module');
    this.#locals = locals;
  }

  /** Addresses behind the attribute at `path` of one resource (`aws_lb.fl`) of a module. */
  of(module: string, resource: string, key: string | undefined, path: readonly (string | number)[]): string[] {
    const declared = this.#declared(module, resource);
    if (declared === undefined) return [];
    const expression = expressionAt(objectAt(declared, 'expressions'), path);
    const each = (): string[] =>
      referencesIn(declared.for_each_expression).map((ref) =>
        key === undefined || /^(?:local|var|each)\./.test(ref) ? ref : `${ref}["${key}"]`,
      );
    return unique(
      longest(referencesIn(expression)).flatMap((ref) =>
        /^each\.value\b/.test(ref)
          ? each().flatMap((from) => this.#follow(module, from, 0))
          : this.#follow(module, ref, 0),
      ),
    );
  }

  /** References as written, for one attribute. */
  written(module: string, resource: string, ...path: (string | number)[]): string[] {
    const declared = this.#declared(module, resource);
    return declared === undefined ? [] : longest(referencesIn(expressionAt(objectAt(declared, 'expressions'), path)));
  }

  /** Modules that what is given to a module is computed from; `depends_on` of the call among them. */
  modulesBehind(module: string): string[] {
    const call = this.#call(module);
    const given = Object.values(objectAt(call, 'expressions')).flatMap(referencesIn);
    const references = [
      ...given,
      ...referencesIn(call.count_expression),
      ...referencesIn(call.for_each_expression),
      ...listAt(call, 'depends_on').filter((ref) => typeof ref === 'string'),
    ];
    return unique(references.flatMap((ref) => this.#modulesOf(ref, 0))).filter((name) => name !== module);
  }

  #modulesOf(ref: string, depth: number): string[] {
    const other = /^module\.([\w-]+)/.exec(ref)?.[1];
    if (other !== undefined) return [other];
    const local = /^local\.([\w-]+)/.exec(ref)?.[1];
    if (local === undefined || depth > DEEPEST) return [];
    const expression = this.#locals('')[local];
    // A local that cannot be found could hide anything.
    if (expression === undefined) return [`(local.${local}, which cannot be read)`];
    return referencesOfText(expression).flatMap((next) => this.#modulesOf(next, depth + 1));
  }

  #follow(module: string, ref: string, depth: number): string[] {
    if (depth > DEEPEST || /^(?:each|count|self|path|terraform)\b/.test(ref)) return [];
    const [, head = '', name = '', rest = ''] = /^([\w-]+)\.([\w-]+)(.*)$/.exec(ref) ?? [];
    const key = /^(?:\.[\w-]+)*?(\["[^"]*"\]|\[\d+\])/.exec(rest)?.[1];
    const keyed = (address: string): string => (key === undefined || address.endsWith(']') ? address : address + key);
    if (head === 'var') {
      if (module === '') return [];
      const given = referencesIn(objectAt(this.#call(module), 'expressions')[name]);
      return longest(given)
        .flatMap((next) => this.#follow('', next, depth + 1))
        .map(keyed);
    }
    if (head === 'local') {
      const expression = this.#locals(module)[name] ?? '';
      return referencesOfText(expression)
        .flatMap((next) => this.#follow(module, next, depth + 1))
        .map(keyed);
    }
    if (head === 'module') {
      const [, output = '', further = ''] = /^\.([\w-]+)(.*)$/.exec(rest) ?? [];
      const at = /^(?:\.[\w-]+)*?(\["[^"]*"\]|\[\d+\])/.exec(further)?.[1];
      const from = objectAt(objectAt(objectAt(this.#call(name), 'module'), 'outputs'), output);
      return longest(referencesIn(from.expression))
        .flatMap((next) => this.#follow(name, next, depth + 1))
        .map((address) => (at === undefined || address.endsWith(']') ? address : address + at));
    }
    const match = /^((?:data\.)?[\w-]+\.[\w-]+)(\["[^"]*"\]|\[\d+\])?/.exec(ref);
    if (match === null) return [];
    return [`${module === '' ? '' : `module.${module}.`}${match[1]}${match[2] ?? ''}`];
  }

  #call(module: string): JsonObject {
    return objectAt(objectAt(this.#root, 'module_calls'), module);
  }

  #declared(module: string, resource: string): JsonObject | undefined {
    const body = module === '' ? this.#root : objectAt(this.#call(module), 'module');
    return listAt(body, 'resources')
      .filter(isObject)
      .find((r) => textAt(r, 'address') === resource);
  }
}

function expressionAt(expressions: JsonObject, path: readonly (string | number)[]): unknown {
  let here: unknown = expressions;
  for (const step of path) {
    if (isObject(here) && Array.isArray(here.references)) return here;
    here =
      typeof step === 'number'
        ? Array.isArray(here)
          ? here[step]
          : undefined
        : isObject(here)
          ? here[step]
          : undefined;
  }
  return here;
}

/** Every reference in an expression, blocks and lists of blocks included. */
function referencesIn(expression: unknown): string[] {
  if (Array.isArray(expression)) return expression.flatMap(referencesIn);
  if (!isObject(expression)) return [];
  if (Array.isArray(expression.references)) return expression.references.filter((ref) => typeof ref === 'string');
  return Object.values(expression).flatMap(referencesIn);
}

/** Terraform lists each reference with all that it passes through; the longest says it all. */
const longest = (references: readonly string[]): string[] =>
  references.filter(
    (ref) => !references.some((other) => other !== ref && (other.startsWith(`${ref}.`) || other.startsWith(`${ref}[`))),
  );

/** References in the text of an expression. Words of a plain string count too: better one too many than one missed. */
const referencesOfText = (text: string): string[] =>
  text.match(/\b(?:data\.)?[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\["[^"]*"\]|\[\d+\])*/g) ?? [];

const unique = (list: readonly string[]): string[] => [...new Set(list)];
