/** What an agent can do, by its version. Each limit is strict: the version named is the last that cannot. */

const MULTIPLEXES = [3, 0, 196, 0];
const NEEDS_NO_KEEPALIVE = [3, 1, 1511, 0];
const KNOWS_TERMINATE = [2, 3, 722, 0];

export interface AgentAbilities {
  /** Many connections in one session. */
  multiplexes: boolean;
  /** It ends a session whose multiplexer is silent for 30 seconds. */
  needsKeepalive: boolean;
  /** It ends a session when it is told so inside the session. */
  knowsTerminate: boolean;
}

/** An agent that does not say its version is taken for an old one. */
export const abilitiesOf = (version: string): AgentAbilities => ({
  multiplexes: newer(version, MULTIPLEXES),
  needsKeepalive: !newer(version, NEEDS_NO_KEEPALIVE),
  knowsTerminate: newer(version, KNOWS_TERMINATE),
});

function newer(version: string, than: readonly number[]): boolean {
  const numbers = version.split('.').map(Number);
  for (const [index, limit] of than.entries()) {
    const number = numbers[index] ?? 0;
    if (number !== limit) return number > limit;
  }
  return false;
}
