/** The gateway's whole table: every operation that moto lacks and a deployment needs, one row each. */
import type { MessageService } from '../ssm/service.ts';
import type { Row } from './row.ts';
import { autoscalingTagRows } from './rows/autoscaling-tags.ts';
import { cloudFrontFunctionRows } from './rows/cloudfront-functions.ts';
import { cloudFrontPolicyRows } from './rows/cloudfront-policies.ts';
import { vpcOriginRows } from './rows/cloudfront-vpc-origins.ts';
import { efsRows } from './rows/efs.ts';
import { iamSimulationRows } from './rows/iam-simulation.ts';
import { sesAccountRows } from './rows/ses-account.ts';
import { ssmRows } from './rows/ssm.ts';
import { ssmSessionRows } from './rows/ssm-sessions.ts';
import { ssoRows } from './rows/sso.ts';

/** A fresh table; its rows keep what was made through them, so one stand-in needs one. */
export function gatewayTable(sessions: MessageService): Row[] {
  return [
    ...cloudFrontFunctionRows(),
    ...cloudFrontPolicyRows(),
    ...vpcOriginRows(),
    ...efsRows(),
    ...sesAccountRows(),
    ...ssmRows(),
    ...ssmSessionRows(sessions),
    ...autoscalingTagRows(),
    ...ssoRows(),
    ...iamSimulationRows(),
  ];
}
