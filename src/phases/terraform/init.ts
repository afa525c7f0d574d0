/** init: claims the state for flip-hub, makes this run's copy of the root, and initialises Terraform against the bucket. */
import { join } from 'node:path';
import { readJsonFile } from '../../engine/run/atomic-file.ts';
import { keyCommand } from '../../hub/index.ts';
import { initArgv, usesTestedProvider } from '../../tools/terraform/index.ts';
import { guardAccount } from '../account.ts';
import { claimState, STATE_KEY } from '../ownership/stamp.ts';
import { requireBackend } from '../pipeline/create-backend.ts';
import { onceSignedIn } from '../pipeline/once-signed-in.ts';
import type { HubContext, HubPhase } from '../services.ts';
import { erroredStates, settleErroredStates } from './errored-state.ts';
import { openSession, requireTerraform } from './session.ts';
import { streamTerraform } from './stream.ts';

/** What Terraform notes of its backend in TF_DATA_DIR. */
interface BackendNote {
  backend?: { config?: { bucket?: string; key?: string; region?: string } };
}

export const init: HubPhase = {
  id: 'init',
  title: 'Terraform initialised',
  needs: ['github-login', 'aws-login', 'create-backend', 'generate-internal-service-key'],
  reads: ['FLIP_TFSTATE_BUCKET_NAME', 'AWS_REGION', 'FLIP_AWS_ACCOUNT_ID'],
  danger: 'moderate',
  rehearse: 'real',
  async check(ctx) {
    const { services } = ctx;
    erroredStates(services.stateDir);
    await requireTerraform(ctx);
    // Who we are comes first: with the wrong sign-in every answer about the bucket would mislead.
    return onceSignedIn(ctx, async () => {
      await requireBackend(ctx);
      services.settings().terraformVariables();
      const { unminted } = services.settings().reading;
      if (unminted.length === 0) return [];
      return [
        {
          code: 'keys-missing',
          who: 'operator',
          what: `the environment file has no ${unminted.join(', ')} yet`,
          next: [`flip-hub ${keyCommand(unminted)} --env ${ctx.environment}`],
        },
      ];
    });
  },
  async prove(ctx) {
    if (erroredStates(ctx.services.stateDir).length > 0) return 'not done';
    const settings = ctx.services.settings();
    const note = readJsonFile<BackendNote>(join(ctx.services.stateDir, 'tfdata', 'terraform.tfstate'))?.backend?.config;
    const same =
      note?.bucket === settings.required('FLIP_TFSTATE_BUCKET_NAME') &&
      note.key === STATE_KEY &&
      note.region === settings.required('AWS_REGION');
    if (!same) return 'not done';
    const session = await openSession(ctx);
    return (await session.providersInstalled()) ? 'proven' : 'not done';
  },
  async run(ctx) {
    const { services } = ctx;
    const identity = await guardAccount(ctx);
    const settings = services.settings();
    const bucket = settings.required('FLIP_TFSTATE_BUCKET_NAME');
    const region = settings.required('AWS_REGION');
    const stamp = await claimState(services.stateObjects(), bucket, {
      env: services.environment.name,
      account: identity.account,
      who: services.who,
      now: services.now(),
      flipHub: services.version,
    });
    ctx.log(stamp.lineage === undefined ? 'this state is ours and new' : `this state is ours since ${stamp.begunAt}`);
    const session = await openSession(ctx);
    await confirmSameBinary(ctx, stamp.binary?.name, session.binary.name);
    await streamTerraform(ctx, {
      name: 'init',
      args: initArgv({
        backend: { bucket, region },
        lockfileReadonly: session.binary.name === 'terraform' && usesTestedProvider(session.root),
      }),
      session,
      accept: [0],
    });
    const pushed = await settleErroredStates(ctx, session);
    return {
      ...(pushed > 0 ? { statesPushed: pushed } : {}),
      bucket,
      region,
      terraform: session.binary.version,
      providers: session.providersFrom,
    };
  },
};

/** A state written by one of Terraform and OpenTofu is not always readable by the other afterwards. */
async function confirmSameBinary(ctx: HubContext, last: string | undefined, now: string): Promise<void> {
  if (last === undefined || last === now) return;
  await ctx.confirm({
    id: 'change-binary',
    level: 'severe',
    subject: `This state was last written by ${last}; this run uses ${now}. Go on with ${now}?`,
    typed: [ctx.environment],
    because: ['the two diverge: going back afterwards may be impossible without a backup of the state'],
  });
}
