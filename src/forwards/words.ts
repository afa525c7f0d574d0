/** A forward's state and the health behind it, as one mark and a few words: the same on the screen, in lines, in events. */
import type { ForwardMark } from '../engine/forward-port.ts';
import type { ForwardState } from '../tunnel/index.ts';
import type { HealthVerdict } from './health.ts';

export interface Told {
  mark: ForwardMark;
  state: string;
  why?: string;
  help?: string;
}

/** `sinceMs`: how long it has been in this state, for what is counted down. */
export function tell(state: ForwardState, health: HealthVerdict | undefined, sinceMs: number): Told {
  switch (state.name) {
    case 'starting':
      return { mark: 'busy', state: 'starting' };
    case 'ready':
      return tellReady(health);
    case 'degraded':
      return { mark: 'warn', state: 'degraded', why: state.why };
    case 'reconnecting': {
      const left = Math.ceil((state.inMs - sinceMs) / 1000);
      return { mark: 'busy', state: `reconnecting${left > 0 ? ` in ${left} s` : ''} (${nth(state.attempt)} try)` };
    }
    case 'waiting-for-login':
      return { mark: 'warn', state: 'waiting for login' };
    case 'stopped':
      return { mark: 'off', state: 'stopped' };
    case 'failed': {
      const { what, next } = state.cause.fields;
      return { mark: 'fail', state: 'failed', why: what, ...(next[0] === undefined ? {} : { help: next[0] }) };
    }
  }
}

function tellReady(health: HealthVerdict | undefined): Told {
  if (health === undefined) return { mark: 'ok', state: 'ready' };
  if (health.verdict === 'alarm') return { mark: 'fail', state: 'ALARM', why: health.words };
  if (health.verdict === 'ill') return { mark: 'warn', state: 'degraded', why: health.words };
  return {
    mark: 'ok',
    state: /^\d+$/.test(health.words) && health.words !== '200' ? `ready (${health.words})` : 'ready',
  };
}

function nth(n: number): string {
  const tail = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${tail}`;
}
