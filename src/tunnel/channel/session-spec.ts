/** What a session is given, and what it says of itself. Types alone. */
import type { HubError } from '../../engine/errors/hub-error.ts';
import type { AgentAbilities } from '../message/agent-version.ts';
import type { SessionApi, SessionRequest, Timings } from '../types.ts';
import type { LoginGate } from './login-gate.ts';

export type Condition =
  | { name: 'starting' }
  | { name: 'up' }
  | { name: 'reconnecting'; attempt: number; inMs: number }
  | { name: 'waiting-for-login' };

export type SessionEnd =
  /** By us. */
  | { kind: 'stopped' }
  /** By the far side, which said why: idleness, an administrator, the agent's end. */
  | { kind: 'closed'; why: string }
  /** It cannot be resumed any more; another one may come about. */
  | { kind: 'lost'; why: string }
  /** It did not come about. `at` says whether another transport may do better. */
  | { kind: 'failed'; cause: HubError; at: 'api' | 'stream' };

export interface Opened extends AgentAbilities {
  /** Raw: one stream without a multiplexer. */
  raw: boolean;
}

export interface SessionSpec {
  request: SessionRequest;
  api: SessionApi;
  gate: LoginGate;
  timings: Timings;
  onSession: (what: 'started' | 'ended', sessionId: string) => void;
  onLog: (line: string) => void;
  onCondition: (condition: Condition) => void;
  onOpened: (opened: Opened) => void;
  onData: (payload: Buffer) => void;
  onFlag: (flag: number) => void;
  onDrain: () => void;
  /** Once, last. */
  onEnd: (end: SessionEnd) => void;
}
