/** One call that the operator's role may not make: as moto notes it, and as AWS words the refusal. */
import type { Answer } from '../gateway/answer.ts';
import type { Call } from '../gateway/call.ts';
import { awsError, speaksJson } from '../gateway/protocol/errors.ts';

export const DENIED_FILE = 'denied.jsonl';
/** How moto tells the gateway, beside its answer. */
export const DENIED_HEADER = 'x-flip-denied';

export interface Denied {
  /** `s3:CreateBucket`. */
  action: string;
  /** An ARN for S3; `*` elsewhere, where moto does not know it. */
  resource: string;
  /** ARN of the session. */
  who: string;
  /** True when the call was refused, false when it was only noted. */
  refused: boolean;
}

/** The refusal as the called service words it. */
export function refusal(call: Call, { action, resource, who }: Denied): Answer {
  const words = `User: ${who} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
  if (call.service === 'ec2')
    return awsError(call, 403, 'UnauthorizedOperation', `You are not authorized to perform this operation. ${words}`);
  return awsError(call, 403, speaksJson(call) ? 'AccessDeniedException' : 'AccessDenied', words);
}
