/**
 * Which planned creation a tagged thing of the account is: by its name, else by its `Name` tag, else because there is
 * one of each. Two that could be meant are never guessed between. Pure.
 */
import type { TaggedResource } from '../../../aws/tagged.ts';
import type { PlannedThing } from '../../../tools/terraform/index.ts';
import { type KnownArn, knownArn } from './arns.ts';

export interface Match {
  planned: PlannedThing;
  found: KnownArn;
}

export interface Matches {
  matched: Match[];
  /** Several things for one address, or several addresses for one thing. */
  unclear: { arn: string; could: string[] }[];
  /** Carries our tags, and nothing planned is it. */
  stray: string[];
}

/** `managed` holds ids, ARNs and import ids of what is known already. */
export function matchTagged(
  tagged: readonly TaggedResource[],
  created: readonly PlannedThing[],
  managed: ReadonlySet<string>,
): Matches {
  const orphans = tagged.flatMap(({ arn, tags }) => {
    const known = knownArn(arn);
    return known === undefined || [arn, known.id, known.importId].some((id) => managed.has(id))
      ? []
      : [{ known, tags }];
  });
  const fits = orphans.map(({ known, tags }) => ({
    found: known,
    could: created.filter((planned) => isIt(planned, known, tags)),
  }));
  const claims = new Map<string, number>();
  for (const { could } of fits) for (const { address } of could) claims.set(address, (claims.get(address) ?? 0) + 1);
  const matches: Matches = { matched: [], unclear: [], stray: [] };
  for (const { found, could } of fits) {
    const [planned] = could;
    if (planned === undefined) matches.stray.push(found.arn);
    else if (could.length === 1 && claims.get(planned.address) === 1) matches.matched.push({ planned, found });
    else matches.unclear.push({ arn: found.arn, could: could.map(({ address }) => address) });
  }
  return matches;
}

function isIt(planned: PlannedThing, found: KnownArn, tags: Readonly<Record<string, string>>): boolean {
  if (planned.type !== found.type) return false;
  if (found.name !== undefined) return planned.values[found.name.attribute] === found.name.value;
  return planned.tags?.Name === tags.Name;
}
