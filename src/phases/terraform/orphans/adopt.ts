/**
 * Orphans: what an interrupted apply left in the account without a state. Before anything is created a second time they
 * are offered as imports of the plan that is shown; the question of `apply` then covers them. Found, most certain first:
 * by what the cut-off apply said, by their names, by their place, by the tags that every resource of an environment carries.
 * Nothing is believed: what cannot be read is dropped, and what does not carry our tags is not taken.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TaggedResource, taggedResources } from '../../../aws/tagged.ts';
import type { Creations, ImportBlock, PlannedImport, PlannedThing } from '../../../tools/terraform/index.ts';
import { ADOPTED_FILE, importsText, writeImports } from '../../../tools/terraform/index.ts';
import type { HubContext } from '../../services.ts';
import type { TerraformSession } from '../session.ts';
import type { StateView } from '../state.ts';
import { hasNoPlaceYet, importIdByName, importIdOf, isRepeatable } from './import-ids.ts';
import { type Ledger, updateLedger } from './ledger.ts';
import { lookUp } from './look-ups.ts';
import { matchTagged } from './match.ts';

/** Each round can learn ids that the next one needs (a subnet, then its association); more than this is no progress. */
const ROUNDS = 6;
/** Attempts to get a plan, each without the imports that failed in the one before. */
const ATTEMPTS = 8;
/** What is ours by the tags every resource gets (`default_tags` of the root). */
const OUR_TAGS = ['Project', 'ManagedBy', 'Environment'];

/** A plan with what it creates, or the addresses whose import failed. */
export type PlanAttempt<P> = { plan: P } | { failed: string[] };

export interface Adoption<P extends Creations> {
  session: TerraformSession;
  state: StateView;
  /** Plans with the import blocks as they lie there now. `tried` are addresses that may fail. */
  planNow: (tried: ReadonlySet<string>) => Promise<PlanAttempt<P>>;
}

/** A plan in which nothing is created that exists already, as far as it can be found. */
export async function planWithOrphans<P extends Creations>(ctx: HubContext, adoption: Adoption<P>): Promise<P> {
  return new Search(ctx, adoption).run();
}

interface Candidate {
  block: ImportBlock;
  type: string;
  how: string;
  /** The apply itself said it made this very thing: no tag has to prove it. */
  certain: boolean;
}

class Search<P extends Creations> {
  readonly #ctx: HubContext;
  readonly #adoption: Adoption<P>;
  readonly #ledger: Ledger;
  readonly #adopted = new Map<string, Candidate>();
  /** Addresses that are created after all. */
  readonly #given = new Set<string>();
  readonly #told = new Set<string>();
  /** Asked once: nothing is made while a plan is. */
  #tags: TaggedResource[] | undefined;
  /** Carries our tags, and neither the state nor this plan knows it. */
  #stray: readonly string[] = [];

  constructor(ctx: HubContext, adoption: Adoption<P>) {
    this.#ctx = ctx;
    this.#adoption = adoption;
    this.#ledger = updateLedger(ctx.services.stateDir, adoption.state.addresses);
  }

  async run(): Promise<P> {
    this.#write();
    let plan = await this.#plan();
    for (let round = 0; round < ROUNDS && plan.created.length > 0; round += 1) {
      const found = await this.#candidates(plan);
      if (found.length === 0) break;
      for (const candidate of found) this.#adopted.set(candidate.block.to, candidate);
      this.#write();
      plan = await this.#plan();
      const strangers = plan.imported.filter((thing) => this.#isStranger(thing));
      if (strangers.length === 0) continue;
      for (const thing of strangers) this.#refuse(thing);
      this.#write();
      plan = await this.#plan();
    }
    this.#tell();
    return plan;
  }

  async #candidates({ created, imported }: Creations): Promise<Candidate[]> {
    const open = created.filter(
      ({ address, type }) => !this.#given.has(address) && !isRepeatable(type) && !hasNoPlaceYet(type, created),
    );
    const byRecord: Candidate[] = [];
    for (const planned of open) byRecord.push(...(await this.#recordedOrThere(planned)));
    const known = new Set(byRecord.map(({ block }) => block.to));
    const taken = [...imported.map(({ importId }) => importId), ...byRecord.map(({ block }) => block.id)];
    const byTags = await this.#tagged(
      open.filter(({ address }) => !known.has(address)),
      new Set([...this.#adoption.state.ids, ...taken]),
    );
    return [...byRecord, ...byTags];
  }

  /** What an apply said it made or was making, and what AWS has in the very place it would be made in. */
  async #recordedOrThere(planned: PlannedThing): Promise<Candidate[]> {
    const recorded = this.#recorded(planned);
    if (recorded !== undefined) return [recorded];
    const { address, type } = planned;
    const id = await lookUp(this.#ctx, planned, this.#ledger.begun[address] === type);
    // What the state has under another address is no orphan: it is about to be moved or removed.
    return id === undefined || this.#adoption.state.ids.has(id)
      ? []
      : [{ block: { to: address, id }, type, how: 'it is there already, in its own place', certain: true }];
  }

  #recorded(planned: PlannedThing): Candidate | undefined {
    const { address, type } = planned;
    const made = this.#ledger.made[address];
    if (made?.type === type) {
      const id = importIdOf(planned, made.id) ?? importIdByName(planned);
      return id === undefined
        ? undefined
        : { block: { to: address, id }, type, how: 'an apply that was cut off made it', certain: true };
    }
    const id = this.#ledger.begun[address] === type ? importIdByName(planned) : undefined;
    return id === undefined
      ? undefined
      : { block: { to: address, id }, type, how: 'an apply that was cut off had begun to make it', certain: false };
  }

  /** `known` are ids and ARNs of the state, and what is imported already. */
  async #tagged(created: readonly PlannedThing[], known: ReadonlySet<string>): Promise<Candidate[]> {
    const tags = ourTags(created);
    if (tags === undefined) return [];
    const { services } = this.#ctx;
    this.#tags ??= await taggedResources(services.aws(), tags, services.login);
    const { matched, unclear, stray } = matchTagged(this.#tags, created, known);
    for (const { arn, could } of unclear)
      this.#once(
        arn,
        `${arn} carries this environment's tags, but could be ${could.join(' or ')}: it was not adopted. Keep the right one, delete the others in AWS, and run the same command with --resume`,
      );
    this.#stray = stray;
    return matched.map(({ planned, found }) => ({
      block: { to: planned.address, id: found.importId },
      type: planned.type,
      how: "it carries this environment's tags",
      certain: false,
    }));
  }

  /** Plans until no import of ours fails. A thing that cannot be read is not there, and is created. */
  async #plan(): Promise<P> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const result = await this.#adoption.planNow(new Set(this.#adopted.keys()));
      if ('plan' in result) return result.plan;
      for (const address of result.failed) {
        const { block } = this.#adopted.get(address) ?? {};
        this.#ctx.log(`${address}: ${block?.id ?? '?'} cannot be imported, so it is created`);
        this.#adopted.delete(address);
        this.#given.add(address);
      }
      this.#write();
    }
    for (const address of this.#adopted.keys()) this.#given.add(address);
    this.#adopted.clear();
    this.#write();
    const last = await this.#adoption.planNow(new Set());
    if ('plan' in last) return last.plan;
    throw new Error('a plan without imports reported imports that failed');
  }

  #isStranger(thing: PlannedImport): boolean {
    const candidate = this.#adopted.get(thing.address);
    if (candidate === undefined || candidate.certain || thing.plannedTags === undefined) return false;
    return OUR_TAGS.some(
      (key) => thing.plannedTags?.[key] !== undefined && thing.tags?.[key] !== thing.plannedTags[key],
    );
  }

  #refuse(thing: PlannedImport): void {
    this.#adopted.delete(thing.address);
    this.#given.add(thing.address);
    this.#once(
      thing.address,
      `${thing.address}: ${thing.importId} exists already and does not carry this environment's tags, so it is somebody else's: creating another will fail. Rename or delete it in AWS, or give it the tags if it is this hub's, and run the same command with --resume`,
    );
  }

  #once(subject: string, words: string): void {
    if (this.#told.has(subject)) return;
    this.#told.add(subject);
    this.#ctx.warn('orphan-unclear', words);
  }

  #write(): void {
    const { session } = this.#adoption;
    const path = join(session.root, ADOPTED_FILE);
    const blocks = [...this.#adopted.values()].map(({ block }) => block);
    if ((existsSync(path) ? readFileSync(path, 'utf8') : '') === importsText(blocks)) return;
    // What somebody else changed in the copy must not be sealed with it.
    session.verifyRoot();
    if (blocks.length === 0) rmSync(path);
    else writeImports(session.root, blocks, ADOPTED_FILE);
    session.seal();
  }

  #tell(): void {
    if (this.#adopted.size === 0) return;
    for (const arn of this.#stray)
      this.#ctx.log(`carries this environment's tags, but neither the state nor this plan knows it: ${arn}`);
    for (const { block, how } of this.#adopted.values()) this.#ctx.log(`${block.to} exists (${block.id}): ${how}`);
    this.#ctx.warn(
      'orphans-found',
      `${this.#adopted.size} resources exist in AWS that the state does not know, because an apply was cut off: the plan imports them instead of creating them again`,
    );
  }
}

/** The tags that everything this plan creates gets; undefined when it creates nothing that takes tags. */
function ourTags(created: readonly PlannedThing[]): Record<string, string> | undefined {
  const tags = created.find((planned) => OUR_TAGS.every((key) => planned.tags?.[key] !== undefined))?.tags;
  return tags && Object.fromEntries(OUR_TAGS.map((key) => [key, tags[key] ?? '']));
}
