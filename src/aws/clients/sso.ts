/** IAM Identity Center's portal: the accounts and roles that a signed-in person may use. */
export { ListAccountRolesCommand, ListAccountsCommand, SSOClient } from '@aws-sdk/client-sso';
