/** The graph of `deploy`, its order, and which steps a single command does. The one list of phases there is. */
import { flKits } from './fl/fl-kits.ts';
import { provisionKits } from './fl/provision-kits.ts';
import { registerSupernodeKeys } from './fl/register-supernode-keys.ts';
import { awsLogin } from './pipeline/aws-login.ts';
import { createBackend } from './pipeline/create-backend.ts';
import { generateInternalServiceKey } from './pipeline/generate-internal-service-key.ts';
import { githubLogin } from './pipeline/github-login.ts';
import { notBuilt } from './pipeline/not-built.ts';
import { publicZone } from './pipeline/public-zone.ts';
import { seedUsers } from './pipeline/seed-users.ts';
import { sshConfig } from './pipeline/ssh-config.ts';
import { updateEnv } from './pipeline/update-env.ts';
import type { HubPhase } from './services.ts';
import { apply } from './terraform/apply.ts';
import { importPersistent } from './terraform/import-persistent.ts';
import { init } from './terraform/init.ts';
import { plan } from './terraform/plan.ts';
import { secondPlan } from './terraform/second-plan.ts';

/** Every phase there is, in an order in which each comes after what it needs. */
export const DEPLOY_GRAPH: readonly HubPhase[] = [
  githubLogin,
  awsLogin,
  createBackend,
  generateInternalServiceKey,
  init,
  publicZone,
  flKits,
  importPersistent,
  plan,
  apply,
  provisionKits,
  seedUsers,
  updateEnv,
  sshConfig,
  ...notBuilt.filter(({ id }) => id !== 'status'),
  registerSupernodeKeys,
  ...notBuilt.filter(({ id }) => id === 'status'),
];

/** A real deployment finds its bucket and keys made: making them is a command of its own. */
const MADE_BEFORE = new Set(['create-backend', 'generate-internal-service-key']);
export const PIPELINE: readonly HubPhase[] = DEPLOY_GRAPH.filter((phase) => !MADE_BEFORE.has(phase.id));

/** A rehearsal makes them visibly, and ends with a second plan that must find nothing. */
export const REHEARSAL_GRAPH: readonly HubPhase[] = [...DEPLOY_GRAPH, secondPlan];

const UP_TO_PLAN = ['aws-login', 'init', 'import-persistent', 'plan'];

/** What a single-step command runs: the step, and what must be fresh for it to mean anything. */
export const STEPS: Record<string, string[]> = {
  'create-backend': ['aws-login', 'create-backend'],
  init: ['aws-login', 'init'],
  'import-persistent': ['aws-login', 'init', 'import-persistent'],
  plan: UP_TO_PLAN,
  apply: [...UP_TO_PLAN, 'public-zone', 'fl-kits', 'apply'],
  'provision-kits': ['aws-login', 'fl-kits', 'init', 'provision-kits', 'register-supernode-keys'],
  'seed-users': ['aws-login', 'init', 'seed-users'],
  'update-env': ['aws-login', 'init', 'update-env'],
  'ssh-config': ['aws-login', 'init', 'ssh-config'],
};
