/** The SES account (API version 2), which moto lacks: in the sandbox, as a new account is, until access is asked for. */
import { json } from '../answer.ts';
import { jsonOf } from '../call.ts';
import { awsError } from '../protocol/errors.ts';
import type { Row } from '../row.ts';

export function sesAccountRows(): Row[] {
  let details: Record<string, unknown> | undefined;
  return [
    {
      service: 'ses',
      operation: 'GetAccount',
      by: { method: 'GET', path: /^\/v2\/email\/account$/ },
      answer: () =>
        json({
          DedicatedIpAutoWarmupEnabled: false,
          EnforcementStatus: 'HEALTHY',
          ProductionAccessEnabled: false,
          SendingEnabled: true,
          SendQuota: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 0 },
          SuppressionAttributes: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
          ...(details ? { Details: details } : {}),
        }),
    },
    {
      service: 'ses',
      operation: 'PutAccountDetails',
      by: { method: 'POST', path: /^\/v2\/email\/account\/details$/ },
      answer(call) {
        if (details) return awsError(call, 409, 'ConflictException', 'A request for this account is under review.');
        const { ProductionAccessEnabled: _, ...asked } = jsonOf(call);
        details = { ...asked, ReviewDetails: { Status: 'PENDING', CaseId: 'rehearsal-1' } };
        return json({});
      },
    },
  ];
}
