/**
 * Whether a call is struck, and by what: a pure function of the seed and of which call it is, so that the order in
 * which concurrent calls arrive changes nothing.
 */
import { createHash } from 'node:crypto';
import { FAULT_KINDS, type FaultKind, type FaultSpec } from './spec.ts';

/** One occurrence of one call. */
export interface Occasion {
  service: string;
  operation: string;
  /** What it is about, see `resource-key.ts`. */
  key: string;
  /** 0 for the first call of this service, operation and key; attempts count. */
  n: number;
}

interface Drawn {
  kind: FaultKind;
  /** Another number from 0 to 1, for the choice between answers of one kind. */
  variant: number;
}

export function draw(spec: FaultSpec, occasion: Occasion): Drawn | undefined {
  if (!strikes(spec, occasion)) return undefined;
  const { service, operation, key, n } = occasion;
  const digest = createHash('sha256')
    .update(JSON.stringify([spec.seed, service, operation, key, n]))
    .digest();
  const share = (at: number) => digest.readUIntBE(at, 6) / 2 ** 48;
  let left = share(0);
  for (const kind of FAULT_KINDS) {
    if (left < spec.rates[kind]) return { kind, variant: share(6) };
    left -= spec.rates[kind];
  }
  return undefined;
}

/** Does the plan of faults concern this service and operation at all? */
export function strikes(spec: FaultSpec, { service, operation }: Pick<Occasion, 'service' | 'operation'>): boolean {
  return spec.only.length === 0 || spec.only.includes(service) || spec.only.includes(`${service}.${operation}`);
}
