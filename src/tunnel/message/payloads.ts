/** What stands in payloads: kinds, flags, acknowledgements, the handshake, the reason of an end. Parsers are total. */

export const PAYLOAD = {
  output: 1,
  handshakeRequest: 5,
  handshakeResponse: 6,
  handshakeComplete: 7,
  flag: 10,
} as const;

export const FLAG = {
  /** Client to agent, without multiplexer: the local connection has ended. */
  disconnectToPort: 1,
  terminateSession: 2,
  /** Agent to client: nothing answers at the target. Does not say which connection was meant. */
  connectToPortError: 3,
} as const;

/**
 * What we say we are. Agents turn the multiplexer's 30-second keepalive off for clients newer than 1.2.331.0, and AWS's
 * own oldest supported client is this one.
 */
export const CLIENT_VERSION = '1.2.764.0';

const ACTION_DONE = 1;
const ACTION_UNSUPPORTED = 3;

export interface HandshakeRequest {
  agentVersion: string;
  /** `Port` for everything this folder opens; undefined when the agent did not say. */
  sessionType: string | undefined;
  /** `LocalPortForwarding`, or nothing for one raw stream. */
  portType: string | undefined;
  /** Actions nobody here can do (encryption by KMS, say). */
  unsupported: string[];
  actions: string[];
}

export function flagPayload(flag: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(flag);
  return payload;
}

export const flagOf = (payload: Buffer): number | undefined =>
  payload.length < 4 ? undefined : payload.readUInt32BE(0);

export const tokenFrame = (token: string, clientId: string, requestId: string): string =>
  JSON.stringify({
    MessageSchemaVersion: '1.0',
    RequestId: requestId,
    TokenValue: token,
    ClientId: clientId,
    ClientVersion: CLIENT_VERSION,
  });

/** The sequence number an acknowledgement is for. */
export function acknowledgedSequence(payload: Buffer): number | undefined {
  const sequence = objectIn(payload)?.AcknowledgedMessageSequenceNumber;
  return typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence >= 0 ? sequence : undefined;
}

export function handshakeRequest(payload: Buffer): HandshakeRequest | undefined {
  const request = objectIn(payload);
  if (request === undefined || !Array.isArray(request.RequestedClientActions)) return undefined;
  const found: HandshakeRequest = {
    agentVersion: typeof request.AgentVersion === 'string' ? request.AgentVersion : '',
    sessionType: undefined,
    portType: undefined,
    unsupported: [],
    actions: [],
  };
  for (const action of request.RequestedClientActions) {
    const { ActionType, ActionParameters } = asObject(action) ?? {};
    const name = typeof ActionType === 'string' ? ActionType : '';
    found.actions.push(name);
    if (name !== 'SessionType') {
      found.unsupported.push(name);
      continue;
    }
    const { SessionType, Properties } = asObject(ActionParameters) ?? {};
    found.sessionType = typeof SessionType === 'string' ? SessionType : undefined;
    const type = asObject(Properties)?.type;
    found.portType = typeof type === 'string' && type !== '' ? type : undefined;
  }
  return found;
}

export const handshakeResponse = (request: HandshakeRequest): Buffer =>
  Buffer.from(
    JSON.stringify({
      ClientVersion: CLIENT_VERSION,
      ProcessedClientActions: request.actions.map((action) => {
        const unsupported = request.unsupported.includes(action);
        return {
          ActionType: action,
          ActionStatus: unsupported ? ACTION_UNSUPPORTED : ACTION_DONE,
          ActionResult: null,
          Error: unsupported ? `${action} is not supported` : '',
        };
      }),
      Errors: null,
    }),
  );

/** Why the far side ended the session; empty when it does not say. */
export function closedBecause(payload: Buffer): string {
  const output = objectIn(payload)?.Output;
  return typeof output === 'string' ? output.trim() : '';
}

function objectIn(payload: Buffer): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(payload.toString('utf8')));
  } catch {
    // Not JSON: the same as a payload without what was looked for.
    return undefined;
  }
}

const asObject = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
