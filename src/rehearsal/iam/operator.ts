/**
 * Who deploys in a rehearsal with permissions: a role that holds what the documentation asks an operator to have, and
 * nothing else. moto knows AWS's managed policies by name; it looks at actions, hardly at resources, never at conditions.
 */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';

/** `list` notes what is missing and goes on; `enforce` refuses it as AWS does. */
export type PermissionMode = 'list' | 'enforce';

export const OPERATOR_ROLE = 'flip-operator';

/** "Required IAM permissions" of FLIP's guide to deploying the Central Hub, the optional one for mail included. */
export const DOCUMENTED_POLICIES: readonly string[] = [
  'AmazonEC2FullAccess',
  'AmazonRDSFullAccess',
  'CloudWatchLogsFullAccess',
  'SecretsManagerReadWrite',
  'IAMFullAccess',
  'ElasticLoadBalancingFullAccess',
  'AmazonSESFullAccess',
];

/** Reads the option's text. Throws exit 2 for anything but the two words. */
export function parsePermissionMode(text: string): PermissionMode {
  if (text === 'list' || text === 'enforce') return text;
  throw new HubError({
    code: 'usage',
    who: 'operator',
    what: `--iam takes list or enforce, not ${JSON.stringify(text)}`,
    next: [
      'flip-hub rehearse deploy --iam list    goes on and lists every missing permission',
      'flip-hub rehearse deploy --iam enforce    refuses as AWS does',
    ],
    exit: EXIT.usage,
  });
}
