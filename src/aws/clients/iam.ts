/** IAM: what a role's policies allow, asked without doing it. */
export { GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
