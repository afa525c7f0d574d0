/** IAM: what a policy allows, asked without doing it. */
export {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
