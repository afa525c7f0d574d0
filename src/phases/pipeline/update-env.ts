/**
 * update-env: Terraform's outputs into the environment file, missing keys added, everything else kept byte for byte.
 * Every later phase reads the file anew.
 */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import type { HubContext, HubPhase } from '../services.ts';
import { terraformOutputs } from '../terraform/outputs.ts';
import { editEnvFile } from './edit-env-file.ts';

/** Output of Terraform → key of the environment file. */
const WRITTEN: Record<string, string> = {
  DbEndpoint: 'DB_HOST',
  DbSecretArn: 'POSTGRES_SECRET_ARN',
  CognitoUserPoolId: 'AWS_COGNITO_USER_POOL_ID',
  CognitoAppClientId: 'AWS_COGNITO_APP_CLIENT_ID',
};

export const updateEnv: HubPhase = {
  id: 'update-env',
  title: 'Environment file updated',
  needs: ['apply'],
  reads: [],
  danger: 'moderate',
  rehearse: 'real',
  async prove(ctx) {
    const wanted = await outputs(ctx);
    const settings = ctx.services.settings();
    return Object.entries(wanted).every(([key, value]) => settings.text(key) === value) ? 'proven' : 'not done';
  },
  async run(ctx) {
    const wanted = await outputs(ctx);
    const { changed, backup } = editEnvFile(ctx, wanted);
    ctx.log(changed.length === 0 ? 'every key was up to date' : `wrote ${changed.join(', ')}`);
    return { changed: changed.join(', ') || 'none', ...(backup === undefined ? {} : { backup }) };
  },
};

async function outputs(ctx: HubContext): Promise<Record<string, string>> {
  const found = await terraformOutputs(ctx);
  const missing = Object.keys(WRITTEN).filter((name) => found[name] === undefined);
  if (missing.length > 0)
    throw new HubError({
      code: 'terraform-failed',
      who: 'operator',
      what: `the state has no output ${missing.join(', ')}`,
      cause: 'this environment was not applied yet, or its last apply did not finish',
      next: [`flip-hub apply --env ${ctx.environment}`],
      exit: EXIT.precondition,
    });
  return Object.fromEntries(Object.entries(WRITTEN).map(([output, key]) => [key, String(found[output])]));
}
