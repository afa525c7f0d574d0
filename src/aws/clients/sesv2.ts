/** SES: a sender identity that exists already. */
export { GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
