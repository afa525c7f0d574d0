/** What the operator's role lacked, read back from the stand-in's record as a list; also of a stand-in that has ended. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CALLS_FILE, type CallRecord } from '../gateway/record.ts';
import { DENIED_FILE, type Denied } from './denied.ts';

export interface MissingPermission {
  action: string;
  resources: string[];
  who: string;
  calls: number;
}

/** Each missing action once, sorted; empty when permissions were not looked at. */
export function missingPermissions(standIn: { dir: string }): MissingPermission[] {
  const missing = new Map<string, MissingPermission>();
  for (const line of lines(join(standIn.dir, DENIED_FILE))) {
    const { action, resource, who } = JSON.parse(line) as Denied;
    const known = missing.get(action) ?? { action, resources: [], who, calls: 0 };
    known.calls += 1;
    if (!known.resources.includes(resource)) known.resources.push(resource);
    missing.set(action, known);
  }
  return [...missing.values()].sort((a, b) => (a.action < b.action ? -1 : 1));
}

/** Operations that the stand-in answers without moto: nobody looked at their permission. */
export function uncheckedOperations(standIn: { dir: string }): string[] {
  const found = new Set<string>();
  for (const line of lines(join(standIn.dir, CALLS_FILE))) {
    const { by, service, operation } = JSON.parse(line) as CallRecord;
    if (by === 'row' && service !== 'unsigned') found.add(`${service}:${operation}`);
  }
  return [...found].sort();
}

function lines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
