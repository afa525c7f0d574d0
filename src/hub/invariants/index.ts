/**
 * Invariants: what must hold of every plan, as a table. Judged on the plan's own JSON on the operator's machine before
 * anything is asked; what a plan does not know is told from the configuration, or counts as violated.
 */
import { DATA_INVARIANTS } from './data.ts';
import { enforcedInProduction, HOST_INVARIANTS } from './hosts.ts';
import { NETWORK_INVARIANTS } from './network.ts';
import { PEOPLE_INVARIANTS } from './people.ts';
import { PERSISTENCE_INVARIANTS } from './persistence.ts';
import { PlanView } from './plan-view.ts';
import type { RootFiles } from './root-files.ts';
import type { Finding, Invariant } from './types.ts';

export const INVARIANTS: readonly Invariant[] = [
  ...NETWORK_INVARIANTS,
  ...HOST_INVARIANTS,
  ...DATA_INVARIANTS,
  ...PEOPLE_INVARIANTS,
  enforcedInProduction,
  ...PERSISTENCE_INVARIANTS,
];

export interface Violation extends Finding {
  invariant: Invariant;
}

/** Judges a plan (text or parsed form of `show -json`) with the files it was made from. */
export function judgePlan(json: unknown, files: RootFiles, production: boolean): Violation[] {
  const plan = new PlanView(json, files);
  return INVARIANTS.filter((invariant) => production || invariant.production !== true).flatMap((invariant) =>
    unique(invariant.judge(plan)).map((finding) => ({ ...finding, invariant })),
  );
}

const unique = (findings: readonly Finding[]): Finding[] => [
  ...new Map(findings.map((finding) => [`${finding.address} ${finding.what}`, finding])).values(),
];

export { NOT_SECRET } from './hosts.ts';
export { WIDE_RESOURCES, WITHOUT_RESOURCES } from './people.ts';
export { type RootFiles, rootFiles } from './root-files.ts';
export type { Finding, Invariant } from './types.ts';
