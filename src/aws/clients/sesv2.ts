/** SES: sender identities and templates that exist already. */
export { GetEmailIdentityCommand, GetEmailTemplateCommand, SESv2Client } from '@aws-sdk/client-sesv2';
