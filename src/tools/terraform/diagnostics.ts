/**
 * Terraform's diagnostics → errors a person can act on: through the catalogue when the failure is known, in Terraform's
 * own words when not. Owns which diagnostics are noise ("execution halted" beside a real error).
 */
import { errorOf, recognise } from '../../engine/errors/catalogue/index.ts';
import { HubError, type HubErrorFields } from '../../engine/errors/hub-error.ts';
import { lockInfoOf } from './lock-info.ts';
import type { TfDiagnostic } from './message.ts';

export interface DiagnosticContext {
  /** Environment name, for commands in the next steps. */
  env?: string;
  /** True in a rehearsal: next steps name its commands. */
  rehearsal?: boolean;
  toolExit?: number;
  log?: string;
}

export function errorOfDiagnostic(d: TfDiagnostic, context: DiagnosticContext = {}): HubError {
  const match = recognise(`${d.summary}\n${d.detail}`, {
    tool: 'terraform',
    ...(context.env === undefined ? {} : { env: context.env }),
    ...(context.rehearsal === undefined ? {} : { rehearsal: context.rehearsal }),
  });
  const extra: Partial<HubErrorFields> = {
    tool: 'terraform',
    ...(d.address === undefined ? {} : { address: d.address }),
    ...(context.toolExit === undefined ? {} : { toolExit: context.toolExit }),
    ...(context.log === undefined ? {} : { log: context.log }),
  };
  if (match) {
    const lock = match.id === 'tf-state-locked' ? lockInfoOf(d) : undefined;
    const said = lock
      ? `${lock.who} started ${lock.operation.replace('OperationType', '').toLowerCase()} at ${lock.created} (lock ${lock.id}). `
      : `Terraform says: ${oneLine(d.summary)}. `;
    return errorOf(match, { ...extra, cause: said + match.cause });
  }
  return new HubError({
    code: 'terraform-failed',
    who: 'tool',
    what: oneLine(d.summary) || 'Terraform failed without a reason',
    ...(d.detail === '' ? {} : { cause: shortened(d.detail) }),
    next: [
      ...(d.file === undefined ? [] : [`look at ${d.file}${d.line === undefined ? '' : `, line ${d.line}`}`]),
      'read the log of this phase for what Terraform said around it',
    ],
    ...extra,
  });
}

/**
 * The errors worth showing, first cause first: each one once, and the echo of an interrupt ("execution halted",
 * "context canceled") only when there is nothing else.
 */
export function errorsOfDiagnostics(all: readonly TfDiagnostic[], context: DiagnosticContext = {}): HubError[] {
  const errors = all.filter((d) => d.severity === 'error');
  const real = errors.filter((d) => !isEcho(d));
  const chosen = real.length > 0 ? real : errors.slice(0, 1);
  const seen = new Set<string>();
  return chosen
    .filter((d) => {
      const key = `${d.address ?? ''}\n${d.summary}\n${d.detail}`;
      return !seen.has(key) && seen.add(key);
    })
    .map((d) => errorOfDiagnostic(d, context));
}

/** Is it about this resource? Terraform names one beside the error, or in its text with the quotes of an index escaped. */
export const speaksOf = (d: TfDiagnostic, address: string): boolean =>
  d.address === address ||
  `${d.summary}\n${d.detail}`.replace(/\s+/g, ' ').replaceAll('\\"', '"').includes(`"${address}"`);

/** True for what Terraform adds when something else stopped it. */
export const isEcho = (d: TfDiagnostic): boolean =>
  /^execution halted$/i.test(d.summary.trim()) || /request canceled, context canceled/i.test(d.summary);

function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > 400 ? `${flat.slice(0, 399)}…` : flat;
}

function shortened(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > 1200 ? `${trimmed.slice(0, 1199)}…` : trimmed;
}
