/** Faults of a running stand-in, from outside its daemon: turned on and off, asked for, and counted from its record. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { CALLS_FILE, type CallRecord } from '../gateway/record.ts';
import { gatewayUrl, type StandIn } from '../stand-in.ts';
import { FAULT_KINDS, type FaultSpec, faultsText, parseFaults } from './spec.ts';

/** The control page that shows and sets them. */
export const FAULTS_PAGE = 'faults';

/** From the next call on; undefined turns faults off. */
export async function putFaults(standIn: Pick<StandIn, 'ports'>, spec: FaultSpec | undefined): Promise<void> {
  await page(standIn, 'POST', `?use=${encodeURIComponent(faultsText(spec))}`);
}

/** What is on in it now; undefined when nothing is. */
export async function faultsOf(standIn: Pick<StandIn, 'ports'>): Promise<FaultSpec | undefined> {
  const { faults } = JSON.parse(await page(standIn, 'GET', '')) as { faults: string };
  return parseFaults(faults);
}

/** How many calls each kind struck since the stand-in started; also of one that has ended. */
export function injectedFaults(standIn: Pick<StandIn, 'dir'>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of FAULT_KINDS) counts[kind] = 0;
  for (const line of lines(join(standIn.dir, CALLS_FILE))) {
    if (!line.includes('"fault":')) continue;
    const { fault } = JSON.parse(line) as CallRecord;
    if (fault !== undefined) counts[fault] = (counts[fault] ?? 0) + 1;
  }
  return counts;
}

function lines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function page(standIn: Pick<StandIn, 'ports'>, method: 'GET' | 'POST', query: string): Promise<string> {
  const response = await fetch(`${gatewayUrl(standIn)}/_stand-in/${FAULTS_PAGE}${query}`, {
    method,
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (response.ok) return text;
  throw new HubError({
    code: 'rehearsal-not-started',
    who: 'bug',
    what: `the stand-in refused the faults: ${text.slice(0, 300)}`,
    next: ['flip-hub rehearse stop', 'run the rehearsal again'],
    exit: EXIT.bug,
  });
}
