/** How AWS's session-manager-plugin is called, and what it says. Pure. */
import type { SessionApi, SessionGrant, SessionRequest } from '../types.ts';

/** In place of the answer itself, so that the token is in no list of processes; plugins newer than 1.2.497.0 know it. */
const RESPONSE_VARIABLE = 'AWS_SSM_START_SESSION_RESPONSE';

interface PluginCall {
  args: string[];
  env: Record<string, string>;
}

export function pluginCall(
  grant: SessionGrant,
  request: SessionRequest,
  api: Pick<SessionApi, 'region' | 'profile' | 'endpoint'>,
): PluginCall {
  const input = { Target: request.instance, DocumentName: request.document, Parameters: request.parameters };
  const answer = { SessionId: grant.sessionId, TokenValue: grant.token, StreamUrl: grant.streamUrl };
  return {
    args: [RESPONSE_VARIABLE, api.region, 'StartSession', api.profile ?? '', JSON.stringify(input), api.endpoint],
    env: { [RESPONSE_VARIABLE]: JSON.stringify(answer) },
  };
}

export type PluginSaid =
  | { kind: 'listening'; port: number }
  | { kind: 'target-closed' }
  | { kind: 'over'; why: string }
  | { kind: 'other' };

/** Its exit code is 0 whatever happens; only its words tell. */
export function pluginSaid(line: string): PluginSaid {
  const port = /^Port (\d+) opened for sessionId /.exec(line)?.[1];
  if (port !== undefined) return { kind: 'listening', port: Number(port) };
  if (line.startsWith('Connection to destination port failed')) return { kind: 'target-closed' };
  const over = /^(?:SessionId: \S+ : (.*)|(Session: \S+ timed out\.)|Cannot perform start session: (.*))$/.exec(line);
  if (over) return { kind: 'over', why: (over[1] ?? over[2] ?? over[3] ?? '').trim() };
  return { kind: 'other' };
}

/**
 * Writes that the plugin does not spoil. It turns a message of exactly one line feed into a carriage return, which happens
 * to data whose last byte is a line feed and falls alone into a message: length 1017 modulo 1024. Such data goes in two
 * pieces; what the plugin still reads together it may still spoil.
 */
export function safePieces(data: Buffer): Buffer[] {
  if (data.length % 1024 !== 1017 || data.at(-1) !== 10) return [data];
  return [data.subarray(0, -2), data.subarray(-2)];
}
