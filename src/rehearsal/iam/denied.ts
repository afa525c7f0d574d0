/** What the operator's role lacked: noted call by call, read back as a list, and answered in AWS's words when refused. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from '../gateway/answer.ts';
import type { Call } from '../gateway/call.ts';
import { awsError, speaksJson } from '../gateway/protocol/errors.ts';
import { CALLS_FILE, type CallRecord } from '../gateway/record.ts';

export const DENIED_FILE = 'denied.jsonl';
/** How moto tells the gateway, beside its answer. */
export const DENIED_HEADER = 'x-flip-denied';

export interface Denied {
  /** `s3:CreateBucket`. */
  action: string;
  /** An ARN for S3; `*` elsewhere, where moto does not know it. */
  resource: string;
  /** ARN of the session. */
  who: string;
  /** True when the call was refused, false when it was only noted. */
  refused: boolean;
}

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

/** The refusal as the called service words it. */
export function refusal(call: Call, { action, resource, who }: Denied): Answer {
  const words = `User: ${who} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
  if (call.service === 'ec2')
    return awsError(call, 403, 'UnauthorizedOperation', `You are not authorized to perform this operation. ${words}`);
  return awsError(call, 403, speaksJson(call) ? 'AccessDeniedException' : 'AccessDenied', words);
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
