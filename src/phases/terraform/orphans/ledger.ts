/**
 * What interrupted applies made and no state knows: read from what they said (Terraform prints the id of everything it
 * has created), kept in `orphans.json` beside the runs until an apply succeeds, because the next apply's words take the
 * place of the last one's. Only addresses, types and ids.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile, writeFileAtomic } from '../../../engine/run/atomic-file.ts';
import { listRuns, runDirOf } from '../../../engine/run/folder.ts';
import { heldLines, heldOutcome } from '../../../engine/run/held-tools.ts';
import { parseTfLine } from '../../../tools/terraform/index.ts';

export interface Ledger {
  v: 1;
  /** Made, with the id that Terraform printed, by address. */
  made: Record<string, { type: string; id: string }>;
  /** Begun but not seen to end, or failed ("already exists"): may be there or not. Type by address. */
  begun: Record<string, string>;
}

const pathOf = (stateDir: string) => join(stateDir, 'orphans.json');

/** Adds what the applies since the last success said, drops what the state knows, and puts the rest on record. */
export function updateLedger(stateDir: string, managed: ReadonlySet<string>): Ledger {
  const found = readJsonFile<Ledger>(pathOf(stateDir));
  const ledger: Ledger = found?.v === 1 ? found : { v: 1, made: {}, begun: {} };
  for (const runDir of unsettledRuns(stateDir).reverse())
    for (const line of heldLines(runDir, 'apply')) take(ledger, line);
  for (const part of [ledger.made, ledger.begun])
    for (const address of Object.keys(part)) if (managed.has(address)) delete part[address];
  if (isEmpty(ledger)) clearLedger(stateDir);
  else writeFileAtomic(pathOf(stateDir), JSON.stringify(ledger, null, 2), 0o600);
  return ledger;
}

/** After an apply that succeeded the state knows everything. */
export const clearLedger = (stateDir: string): void => rmSync(pathOf(stateDir), { force: true });

export const isEmpty = (ledger: Ledger): boolean =>
  Object.keys(ledger.made).length + Object.keys(ledger.begun).length === 0;

/** Folders of the runs whose apply did not end well, back to the last that did; newest first. */
function unsettledRuns(stateDir: string): string[] {
  const dirs: string[] = [];
  for (const run of listRuns(stateDir)) {
    const dir = runDirOf(stateDir, run);
    const end = heldOutcome(dir, 'apply');
    if (end?.exit === 0) break;
    if (end !== undefined) dirs.push(dir);
  }
  return dirs;
}

function take(ledger: Ledger, line: string): void {
  const message = parseTfLine(line);
  if (message.type !== 'apply_start' && message.type !== 'apply_complete') return;
  const { addr, type } = message.resource;
  if (message.action === 'create' && message.type === 'apply_start') ledger.begun[addr] = type;
  if (message.type !== 'apply_complete') return;
  if (message.action === 'create') {
    delete ledger.begun[addr];
    if (message.id !== undefined) ledger.made[addr] = { type, id: message.id };
  }
  if (message.action === 'delete') delete ledger.made[addr];
}
