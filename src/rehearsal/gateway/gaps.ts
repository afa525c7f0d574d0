/**
 * Recognises a call the stand-in cannot answer the way AWS would. Such a gap is answered at once with an error no
 * SDK retries, and recorded, so that a rehearsal fails loudly instead of hanging.
 */
import { type Answer, header } from './answer.ts';
import type { Call } from './call.ts';
import { awsError } from './protocol/errors.ts';

export interface Gap {
  time: string;
  service: string;
  operation: string;
  why: string;
  /** Who called, as it names itself: an operator's own `aws` is no fault of a rehearsal. Absent for our own notes. */
  client?: string;
}

/** Why this answer of moto's is none, or nothing when it is one. */
export function whyGap(call: Call, from: Answer): string | undefined {
  const crash = header(from, 'x-flip-gap');
  if (crash) return crash;
  if (from.status >= 500) return `moto answered ${from.status}`;
  // a stored page is a legitimate object; an error page never is
  const mayBePage = call.service === 's3' && from.status < 400;
  if (!mayBePage && looksLikeHtml(from.body)) return `moto answered a web page with status ${from.status}`;
  if (from.status === 404 && from.body.length === 0 && call.method !== 'HEAD') return 'moto knows no such route';
  return undefined;
}

export function gapAnswer(call: Call, gap: Pick<Gap, 'service' | 'operation' | 'why'>): Answer {
  return awsError(
    call,
    400,
    'RehearsalGap',
    `rehearsal gap: ${gap.service}, ${gap.operation}: the stand-in for AWS cannot answer this call (${gap.why})`,
  );
}

function looksLikeHtml(body: Buffer): boolean {
  const start = body.subarray(0, 64).toString('latin1').trimStart().toLowerCase();
  return start.startsWith('<!doctype html') || start.startsWith('<html');
}
