/** Session Manager's calls, which moto lacks: each is answered by the stand-in's message service. */
import type { MessageService } from '../../ssm/service.ts';
import { SessionRefused } from '../../ssm/service.ts';
import { type Answer, amzJson } from '../answer.ts';
import { type Call, jsonOf } from '../call.ts';
import { awsError } from '../protocol/errors.ts';
import type { Row } from '../row.ts';

export function ssmSessionRows(service: MessageService): Row[] {
  const row = (operation: string, answer: (input: Record<string, unknown>) => object): Row => ({
    service: 'ssm',
    operation,
    by: { target: `AmazonSSM.${operation}` },
    answer: (call) => answered(call, () => answer(jsonOf(call)), service.faults.outage),
  });
  return [
    row('StartSession', ({ Target, DocumentName, Parameters }) =>
      service.start({
        instance: String(Target),
        document: String(DocumentName ?? 'SSM-SessionManagerRunShell'),
        parameters: (Parameters ?? {}) as Record<string, string[]>,
      }),
    ),
    row('ResumeSession', ({ SessionId }) => service.resume(String(SessionId))),
    row('TerminateSession', ({ SessionId }) => service.terminate(String(SessionId))),
    row('DescribeSessions', ({ State }) => ({
      Sessions: service.describe(State === 'History' ? 'History' : 'Active'),
    })),
  ];
}

function answered(call: Call, answer: () => object, outage: boolean): Answer {
  if (outage) return awsError(call, 503, 'ServiceUnavailable', 'the stand-in plays an outage');
  try {
    return amzJson(answer());
  } catch (error) {
    if (error instanceof SessionRefused) return awsError(call, 400, error.code, error.message);
    throw error;
  }
}
