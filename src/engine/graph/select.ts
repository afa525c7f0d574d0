/**
 * Which phases of a graph a command line asks for (`--from`, `--to`, `--only`, `--skip`), and in which order.
 * Pure: the order is the graph's own, stable, and a name that does not exist is a usage error listing those that do.
 */
import { HubError } from '../errors/hub-error.ts';
import { EXIT } from '../exit-codes.ts';

export interface Selection {
  from?: string | undefined;
  to?: string | undefined;
  only?: string[] | undefined;
  skip?: string[] | undefined;
}

interface Node {
  id: string;
  needs: string[];
}

export function selectPhases<P extends Node>(phases: readonly P[], selection: Selection): P[] {
  const ids = new Set(phases.map((phase) => phase.id));
  const named = [selection.from, selection.to, ...(selection.only ?? []), ...(selection.skip ?? [])].filter(
    (id) => id !== undefined,
  );
  for (const id of named) {
    if (!ids.has(id))
      throw new HubError({
        code: 'usage',
        who: 'operator',
        what: `there is no phase ${JSON.stringify(id)}`,
        next: [`the phases are: ${[...ids].join(', ')}`],
        exit: EXIT.usage,
      });
  }
  const order = phases.map((phase) => phase.id);
  const first = selection.from === undefined ? 0 : order.indexOf(selection.from);
  const last = selection.to === undefined ? order.length - 1 : order.indexOf(selection.to);
  const chosen = phases.filter(
    (phase, at) =>
      at >= first &&
      at <= last &&
      (selection.only === undefined || selection.only.length === 0 || selection.only.includes(phase.id)) &&
      !(selection.skip ?? []).includes(phase.id),
  );
  if (chosen.length > 0) return chosen;
  throw new HubError({
    code: 'usage',
    who: 'operator',
    what: 'these options leave no phase to run',
    next: [`the phases are: ${order.join(', ')}`],
    exit: EXIT.usage,
  });
}

/** Every phase a phase waits for, directly or not, among those selected. */
export function ancestors<P extends Node>(phases: readonly P[], id: string): Set<string> {
  const byId = new Map(phases.map((phase) => [phase.id, phase]));
  const found = new Set<string>();
  const visit = (at: string) => {
    for (const need of byId.get(at)?.needs ?? []) {
      if (found.has(need)) continue;
      found.add(need);
      visit(need);
    }
  };
  visit(id);
  return found;
}
