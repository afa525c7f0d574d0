/** The frame of an acknowledgement: outside the stream, so without a number, and never acknowledged itself. */
import { type AgentMessage, encodeMessage } from '../message/agent-message.ts';

/** Written by hand, since one goes out for every message that comes in. The parser leaves nothing in ids that needs escapes. */
export const acknowledge = ({ type, id, sequence }: AgentMessage): Buffer =>
  encodeMessage({
    type: 'acknowledge',
    sequence: 0,
    payloadType: 0,
    payload: Buffer.from(
      `{"AcknowledgedMessageType":${JSON.stringify(type)},"AcknowledgedMessageId":"${id}","AcknowledgedMessageSequenceNumber":${sequence},"IsSequentialMessage":true}`,
    ),
    createdAt: Date.now(),
  });
