/** An AWS error in the form that the caller's protocol expects, so that its SDK shows the code and the message. */
import { type Answer, answer, json, xml } from '../answer.ts';
import type { Call } from '../call.ts';
import { escapeXml } from './xml.ts';

const REST_XML = new Set(['cloudfront', 'route53']);

/** Does this caller expect JSON? */
export const speaksJson = (call: Call): boolean =>
  call.target !== undefined ||
  (call.action === undefined && call.service !== 's3' && !REST_XML.has(call.service ?? ''));

export function awsError(call: Call, status: number, code: string, message: string): Answer {
  if (call.method === 'HEAD') return answer(status, {});
  if (call.target) {
    return answer(
      status,
      { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code },
      JSON.stringify({ __type: code, message }),
    );
  }
  const said = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
  if (call.service === 's3') return xml(`<Error>${said}<RequestId>rehearsal</RequestId></Error>`, status);
  if (call.service === 'ec2') {
    return xml(`<Response><Errors><Error>${said}</Error></Errors><RequestID>rehearsal</RequestID></Response>`, status);
  }
  if (call.action || REST_XML.has(call.service ?? '')) {
    return xml(
      `<ErrorResponse><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type>${said}</Error><RequestId>rehearsal</RequestId></ErrorResponse>`,
      status,
    );
  }
  return json({ __type: code, message }, status, { 'x-amzn-errortype': code });
}
