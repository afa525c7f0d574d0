/** `--faults loss=0.02,resetEvery=5` of `rehearse forward-trust`: what goes wrong with sessions of a running stand-in. */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { gatewayUrl, type StandIn } from '../stand-in.ts';
import { NO_FAULTS, sessionFaults } from './faults.ts';

/** The text as the control page takes it. Throws exit 2 for what is no fault of sessions. */
export function parseSessionFaults(text: string): URLSearchParams {
  const named = text.trim() === 'off' ? [] : text.split(',').map((part) => part.split('=').map((word) => word.trim()));
  const pairs = named.map(([name = '', value = 'true']): [string, string] => [name, value]);
  if (sessionFaults(pairs) === undefined)
    throw new HubError({
      code: 'usage',
      who: 'operator',
      what: `--faults ${text} is not understood here`,
      cause: `forwards know ${Object.keys(NO_FAULTS).join(', ')}`,
      next: ['flip-hub rehearse forward-trust --faults loss=0.02,delayMs=30,resetEvery=5'],
      exit: EXIT.usage,
    });
  return new URLSearchParams(pairs);
}

/** From now on. */
export async function putSessionFaults(standIn: Pick<StandIn, 'ports'>, faults: URLSearchParams): Promise<void> {
  const response = await fetch(`${gatewayUrl(standIn)}/_stand-in/sessions/faults?${faults}`, {
    method: 'POST',
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`the stand-in refused the faults of sessions: ${await response.text()}`);
}
