/** create-backend: the bucket of the Terraform state, made once and made safe every time. */
import { ensureStateBucket, stateBucketState } from '../../aws/state-bucket.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { guardAccount } from '../account.ts';
import type { HubContext, HubPhase } from '../services.ts';

export const createBackend: HubPhase = {
  id: 'create-backend',
  title: 'Terraform state bucket',
  needs: ['aws-login'],
  reads: ['FLIP_TFSTATE_BUCKET_NAME', 'AWS_REGION', 'FLIP_AWS_ACCOUNT_ID'],
  danger: 'moderate',
  rehearse: 'real',
  async prove(ctx) {
    const bucket = ctx.services.settings().required('FLIP_TFSTATE_BUCKET_NAME');
    return (await stateBucketState(ctx.services.aws(), bucket, ctx.services.login, accountOf(ctx))) === 'present'
      ? 'proven'
      : 'not done';
  },
  async run(ctx) {
    const { services } = ctx;
    await guardAccount(ctx);
    const settings = services.settings();
    const bucket = settings.required('FLIP_TFSTATE_BUCKET_NAME');
    const region = settings.required('AWS_REGION');
    // Of two that make it at the same moment, one has the lock from here on.
    const locked = () => ctx.fence();
    const { made, settings: put } = await ensureStateBucket(
      services.aws(),
      bucket,
      region,
      services.login,
      locked,
      accountOf(ctx),
    );
    ctx.log(`${bucket}: ${made ? 'created' : 'was there'}; ${put.join(', ')}`);
    return { bucket, region, made };
  },
};

const accountOf = ({ services }: HubContext): string | undefined => services.settings().text('FLIP_AWS_ACCOUNT_ID');

/** For a real deployment the bucket must be there before anything starts; making it is a command of its own. */
export async function requireBackend(ctx: HubContext): Promise<void> {
  const { services } = ctx;
  const bucket = services.settings().required('FLIP_TFSTATE_BUCKET_NAME');
  if ((await stateBucketState(services.aws(), bucket, services.login, accountOf(ctx))) === 'present') return;
  throw new HubError({
    code: 'backend-missing',
    who: 'operator',
    what: `the Terraform state bucket ${bucket} does not exist yet`,
    next: [`flip-hub create-backend --env ${services.environment.name}`],
    exit: EXIT.precondition,
  });
}
