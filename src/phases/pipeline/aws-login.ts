/** aws-login: do the credentials work, and are they for the right account. Changes nothing. */
import { guardAccount } from '../account.ts';
import type { HubPhase } from '../services.ts';

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
    const identity = await guardAccount(ctx);
    return { account: identity.account, as: identity.arn };
  },
};
