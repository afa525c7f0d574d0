/**
 * aws-login: do the credentials work, and are they for the right account. Signs in by device code when they do not and a
 * person is there; credentials of CI, of a role or of keys are used as they are.
 */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { rightAccount } from '../account.ts';
import type { HubPhase } from '../services.ts';
import { signIn } from '../sign-in.ts';

export const awsLogin: HubPhase = {
  id: 'aws-login',
  title: 'AWS credentials and account',
  needs: [],
  reads: ['AWS_PROFILE', 'AWS_REGION', 'FLIP_AWS_ACCOUNT_ID'],
  danger: 'mild',
  rehearse: 'real',
  // Credentials expire: yesterday's proof says nothing, and asking again takes a second.
  prove: async () => 'not done',
  async run(ctx) {
    const { services } = ctx;
    const evidence = (identity: { account: string; arn: string }, how: object) => ({
      account: identity.account,
      as: identity.arn,
      ...how,
    });
    try {
      return evidence(await rightAccount(ctx), {});
    } catch (error) {
      const { signInMeans, profile } = services;
      // Only what a new sign-in can mend: not a wrong account, not a network that is down.
      if (!(error instanceof HubError) || error.fields.exit !== EXIT.authentication) throw error;
      if (signInMeans === undefined || profile === undefined) throw error;
      if (!(await signIn(ctx, signInMeans, profile))) throw error;
    }
    return evidence(await rightAccount(ctx), { signedIn: 'by device code' });
  },
};
