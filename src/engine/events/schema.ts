/**
 * The shape of every event a run emits: one JSON object a line in `--json` output and `events.jsonl`.
 * Owns the schema from which the TypeScript types and the shipped JSON Schema are derived; loaded only by
 * the build and by tests (the program itself imports the types alone, which cost nothing at start).
 * Adding a field or a type keeps `v`; removing or renaming one raises it. Readers ignore unknown types.
 */
import { z } from 'zod';

export const SCHEMA_VERSION = 1;

export const level = z.enum(['mild', 'moderate', 'severe', 'refused']);
export const phaseOutcome = z.enum(['done', 'failed', 'skipped', 'proven']);
export const runOutcome = z.enum(['done', 'failed', 'declined', 'interrupted', 'problems']);
/** Where a resource stands in an apply; `error` carries its reason later, in an `error` event. */
export const resourceState = z.enum(['planned', 'started', 'progress', 'done', 'failed']);
export const resourceAction = z.enum([
  'create',
  'update',
  'delete',
  'replace',
  'read',
  'import',
  'forget',
  'move',
  'no-op',
]);

const base = {
  v: z.literal(SCHEMA_VERSION),
  seq: z.number().int().nonnegative(),
  time: z.iso.datetime(),
  run: z.string(),
};
const event = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({ ...base, type: z.literal(type), ...shape });

/** One change of a plan, as a row a person reads. Sensitive values never reach it. */
export const planChange = z.object({
  address: z.string(),
  module: z.string(),
  type: z.string(),
  name: z.string(),
  action: resourceAction,
  /** The id an import block names, when this change also imports. */
  importId: z.string().optional(),
  /** The address this resource had before, for a move. */
  previousAddress: z.string().optional(),
  /** Why Terraform replaces or deletes, in its own vocabulary ("cannot_update", "tainted" …). */
  reason: z.string().optional(),
  /** Paths that force a replacement, as dotted text. */
  forcedBy: z.array(z.string()).optional(),
  /** What is lost, in words, when this change deletes or replaces something that holds state. */
  holdsState: z.string().optional(),
  level,
  /** `path: before → after`, masked; at most a few dozen entries. */
  details: z.array(z.string()).optional(),
});

export const runStarted = event('run-started', {
  command: z.string(),
  env: z.string().optional(),
  version: z.string(),
  rehearsal: z.boolean().optional(),
  account: z.string().optional(),
  dir: z.string().optional(),
  /** Every phase of this run with what it waits for, so that a screen can draw the graph before it starts. */
  phases: z
    .array(
      z.object({
        id: z.string(),
        title: z.string(),
        needs: z.array(z.string()),
        /** What a rehearsal does instead of the real thing, in words. */
        instead: z.string().optional(),
      }),
    )
    .optional(),
});
export const phaseStarted = event('phase-started', {
  phase: z.string(),
  /** What a rehearsal does here instead, in words. */
  instead: z.string().optional(),
});
export const phaseProgress = event('phase-progress', {
  phase: z.string(),
  done: z.number(),
  total: z.number().optional(),
  what: z.string().optional(),
  /** What a person at the screen may press meanwhile. */
  keys: z.array(z.object({ key: z.string(), words: z.string() })).optional(),
});
export const toolStarted = event('tool', {
  phase: z.string(),
  argv: z.array(z.string()),
  pid: z.number().optional(),
});
/** What the environment costs a month while it stands, as far as list prices tell; never asked of anybody. */
export const planCost = z.object({
  currency: z.literal('USD'),
  /** A month after the plan, and what the plan adds to it. Whole dollars. */
  month: z.number(),
  change: z.number(),
  /** Month of the oldest price list it stands on, and the region of the price table. */
  prices: z.string(),
  region: z.string(),
  /** What of it stands on no list that was found, with its share of the month. Absent: nothing. */
  unconfirmed: z.array(z.object({ what: z.string(), month: z.number() })).optional(),
  /** What is in none of it. */
  leftOut: z.array(z.string()),
});
export const plan = event('plan', {
  phase: z.string(),
  hash: z.string(),
  add: z.number(),
  change: z.number(),
  destroy: z.number(),
  import: z.number(),
  forget: z.number(),
  warnings: z.array(z.string()),
  cost: planCost.optional(),
  level: level.optional(),
  changes: z.array(planChange).optional(),
  outputs: z.array(z.object({ name: z.string(), action: z.string() })).optional(),
});
export const resource = event('resource', {
  phase: z.string(),
  address: z.string(),
  action: resourceAction,
  state: resourceState,
  ms: z.number().optional(),
  id: z.string().optional(),
});
export const prompt = event('prompt', {
  phase: z.string(),
  id: z.string(),
  level,
  subject: z.string(),
  flag: z.string(),
});
export const log = event('log', {
  phase: z.string(),
  stream: z.enum(['stdout', 'stderr', 'note']),
  line: z.string(),
});
export const confirmation = event('confirmation', {
  phase: z.string(),
  level,
  subject: z.string(),
  answer: z.enum(['yes', 'no']),
  by: z.string(),
});
/** Something in AWS that is not as Terraform left it; `paths` name attributes, never values. */
export const drift = event('drift', {
  phase: z.string(),
  address: z.string(),
  resource: z.string(),
  action: z.enum(['update', 'delete']),
  paths: z.array(z.string()),
});
export const warning = event('warning', { phase: z.string(), code: z.string(), what: z.string() });
export const error = event('error', {
  phase: z.string(),
  code: z.string(),
  who: z.enum(['operator', 'environment', 'tool', 'bug']).optional(),
  what: z.string(),
  cause: z.string().optional(),
  next: z.array(z.string()),
  log: z.string().optional(),
  tool: z.string().optional(),
  toolExit: z.number().optional(),
  address: z.string().optional(),
});
export const phaseFinished = event('phase-finished', {
  phase: z.string(),
  outcome: phaseOutcome,
  ms: z.number(),
  evidence: z.record(z.string(), z.unknown()),
  why: z.string().optional(),
});
/** A sign-in that waits for a person with a browser. The code is no secret: it is what the person compares. */
export const signIn = event('sign-in', {
  phase: z.string(),
  profile: z.string(),
  url: z.string(),
  /** The address with the code in it. */
  completeUrl: z.string(),
  userCode: z.string(),
  /** When the code ends. */
  until: z.iso.datetime(),
});
export const check = event('check', {
  id: z.string(),
  verdict: z.enum(['ok', 'warn', 'fail', 'unknown']),
  found: z.string().optional(),
  needed: z.string().optional(),
  fix: z.array(z.string()),
  title: z.string().optional(),
  why: z.string().optional(),
  /** Phases and commands that cannot do without it. */
  neededBy: z.array(z.string()).optional(),
});
export const forward = event('forward', {
  id: z.string(),
  state: z.string(),
  url: z.string().optional(),
  localPort: z.number().optional(),
  target: z.string(),
  cause: z.string().optional(),
  /** What the service behind it answered when it was last asked, in words. */
  health: z.string().optional(),
});
export const runFinished = event('run-finished', {
  outcome: runOutcome,
  exit: z.number().int(),
  ms: z.number(),
  next: z.array(z.string()).optional(),
});

export const anyEvent = z.discriminatedUnion('type', [
  runStarted,
  phaseStarted,
  phaseProgress,
  toolStarted,
  plan,
  resource,
  drift,
  prompt,
  log,
  confirmation,
  warning,
  error,
  phaseFinished,
  signIn,
  check,
  forward,
  runFinished,
]);
