/** Releases: what a plan runs instead of what runs now, and whether that is older. Pure. */
import { numberAt, type RawPlan, type RawResourceChange, textAt } from '../../tools/terraform/index.ts';
import { before, type Consequence, type Judge, replaced, updated } from './judge.ts';

/** `flip-api:12` → 12. */
const revisionOf = (definition: string): number | undefined => {
  const text = /:(\d+)$/.exec(definition)?.[1];
  return text === undefined ? undefined : Number(text);
};

/** A service that moves to an older revision, or whose release (made outside Terraform) is replaced by the env file's tag. */
export const rollback: Judge = (r, { plan }) => {
  if (r.type !== 'aws_ecs_service' || !updated(r)) return [];
  const now = before(r, 'task_definition');
  const next = textAt(r.change.after, 'task_definition');
  const name = before(r, 'name');
  const [from, to] = [revisionOf(now), revisionOf(next)];
  if (from !== undefined && to !== undefined && to < from)
    return [{ what: `${name} goes back from ${now} to ${next}: a release is rolled back`, level: 'moderate' }];
  const definition = plan.resources.find((other) => isDefinition(other) && before(other, 'family') === name);
  const own = definition && revisionBefore(definition, r);
  if (definition === undefined || own === undefined) return [];
  const image = imagesIn(definition.change.after)[0];
  return [
    {
      what: `${name} runs ${now}, released after ${name}:${own}; its new definition takes ${image ?? 'the image of the environment file'} instead: deploy that release again afterwards`,
      level: 'moderate',
    },
  ];
};

/** An image that goes to an older version, where both name one. */
export const olderImage: Judge = (r) => {
  if (!isDefinition(r)) return [];
  return changedImages(r).flatMap(({ was, becomes }): Consequence[] => {
    const [a, b] = [versionOf(was), versionOf(becomes)];
    return a !== undefined && b !== undefined && compare(b, a) < 0
      ? [{ what: `${before(r, 'family')} goes back from ${was} to ${becomes}`, level: 'moderate' }]
      : [];
  });
};

/**
 * Images without a version (`sha-…`) have no order: that they change is told with what cannot be told of it. One line for
 * all that change alike; a definition that a later release stands behind has said more already.
 */
export function unorderedImages(plan: RawPlan): Consequence[] {
  const alike = new Map<string, string[]>();
  for (const r of plan.resources.filter((one) => one.deposed === undefined && isDefinition(one))) {
    if (plan.resources.some((other) => revisionBefore(r, other) !== undefined)) continue;
    for (const { was, becomes } of changedImages(r)) {
      if (versionOf(was) !== undefined && versionOf(becomes) !== undefined) continue;
      const way = `${tagOf(was)} to ${tagOf(becomes)}`;
      alike.set(way, [...new Set([...(alike.get(way) ?? []), before(r, 'family')])]);
    }
  }
  return [...alike].map(([way, families]) => ({
    what: `${families.join(', ')}: the image goes from ${way}; these have no order, so it cannot be told whether that is older`,
    level: 'moderate',
  }));
}

const isDefinition = (r: RawResourceChange): boolean => r.type === 'aws_ecs_task_definition' && replaced(r);

/** The revision of a definition that this service has left behind for a later release; undefined where it has not. */
function revisionBefore(definition: RawResourceChange, service: RawResourceChange): number | undefined {
  if (service.type !== 'aws_ecs_service' || !updated(service)) return undefined;
  if (before(service, 'name') !== before(definition, 'family')) return undefined;
  const runs = revisionOf(before(service, 'task_definition'));
  const own = numberAt(definition.change.before, 'revision');
  return runs !== undefined && own !== undefined && own < runs ? own : undefined;
}

/** By their place in the definition; what is known only after the apply is left out. */
function changedImages(r: RawResourceChange): { was: string; becomes: string }[] {
  const becomes = imagesIn(r.change.after);
  return imagesIn(r.change.before).flatMap((was, i) => {
    const next = becomes[i] ?? '';
    return was === '' || next === '' || was === next ? [] : [{ was, becomes: next }];
  });
}

/** `sha-1a2b3c4` of `ghcr.io/o/flip-api:sha-1a2b3c4`; all of an image without a tag. */
const tagOf = (image: string): string => /:([\w.-]+)$/.exec(image)?.[1] ?? image;

function imagesIn(value: unknown): string[] {
  try {
    const list: unknown = JSON.parse(textAt(value, 'container_definitions') || '[]');
    return (Array.isArray(list) ? list : []).map((container) => textAt(container, 'image'));
  } catch {
    // What is no JSON has no image that could be compared.
    return [];
  }
}

const versionOf = (image: string): number[] | undefined => {
  const text = /:v?(\d+)\.(\d+)\.(\d+)$/.exec(image);
  return text === null ? undefined : text.slice(1).map(Number);
};

const compare = (a: readonly number[], b: readonly number[]): number =>
  a.map((n, i) => n - (b[i] ?? 0)).find((difference) => difference !== 0) ?? 0;
