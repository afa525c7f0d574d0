/**
 * `--faults latency=300ms,throttle=0.05,…,seed=7`: what goes wrong between clients and the stand-in, and how often.
 * Owns the words an operator types and their way back into text; decides nothing about a single call.
 */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';

/** What can strike one call, in the order in which a draw is read. */
export const FAULT_KINDS = ['throttle', '5xx', 'drop-before', 'drop-after'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultSpec {
  /** Every call takes this much longer, milliseconds. */
  latencyMs: number;
  /** Share of calls, 0 to 1, that each kind strikes. */
  rates: Record<FaultKind, number>;
  seed: number;
  /** How often Terraform's provider tries one call before it gives up. A real deployment tries 25 times. */
  attempts: number;
  /** `service` or `service.Operation`; empty strikes everywhere. */
  only: string[];
}

/** Nine calls in a hundred thousand fail five times at the rates above: an apply meets it rarely, but does. */
const ATTEMPTS = 5;
const LONGEST_LATENCY_MS = 10_000;

const PARTS: Record<string, { example: string; read: (value: string, into: FaultSpec) => string | undefined }> = {
  latency: {
    example: 'latency=300ms',
    read(value, into) {
      const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(value) ?? [];
      if (number === undefined) return 'is a time: 300ms or 1.5s';
      into.latencyMs = Math.round(Number(number) * (unit === 's' ? 1000 : 1));
      return into.latencyMs > LONGEST_LATENCY_MS ? 'is 10s at most: clients give up before that' : undefined;
    },
  },
  ...Object.fromEntries(
    FAULT_KINDS.map((kind) => [
      kind,
      {
        example: `${kind}=0.05`,
        read(value: string, into: FaultSpec) {
          const rate = /^(?:\d+(?:\.\d*)?|\.\d+)$/.test(value) ? Number(value) : Number.NaN;
          into.rates[kind] = rate;
          return rate >= 0 && rate <= 1 ? undefined : 'is a share of all calls: a number from 0 to 1';
        },
      },
    ]),
  ),
  seed: {
    example: 'seed=7',
    read(value, into) {
      into.seed = Number(value);
      return /^\d{1,9}$/.test(value) ? undefined : 'is a whole number of at most nine digits';
    },
  },
  attempts: {
    example: 'attempts=5',
    read(value, into) {
      into.attempts = Number(value);
      return /^\d{1,2}$/.test(value) && into.attempts >= 1 && into.attempts <= 25 ? undefined : 'is 1 to 25';
    },
  },
  only: {
    example: 'only=iam.CreateRole+s3',
    read(value, into) {
      into.only = value.split('+');
      return into.only.every((name) => /^[a-z0-9-]+(?:\.[A-Za-z]+)?$/.test(name))
        ? undefined
        : 'is a list of services or operations: iam.CreateRole+s3';
    },
  },
};

export const noRates = (): FaultSpec['rates'] => ({ throttle: 0, '5xx': 0, 'drop-before': 0, 'drop-after': 0 });

/** Reads the option's text; undefined for `off`. Throws exit 2 that names the part that is wrong. */
export function parseFaults(text: string): FaultSpec | undefined {
  if (text.trim() === 'off') return undefined;
  const spec: FaultSpec = { latencyMs: 0, rates: noRates(), seed: 1, attempts: ATTEMPTS, only: [] };
  const seen = new Set<string>();
  for (const part of text.split(',').map((p) => p.trim())) {
    const at = part.indexOf('=');
    const name = at === -1 ? part : part.slice(0, at);
    const known = PARTS[name];
    if (known === undefined)
      throw wrong(part, `there is no ${JSON.stringify(name)}; known are ${Object.keys(PARTS).join(', ')}`);
    if (at === -1) throw wrong(part, `${name} needs a value: ${known.example}`);
    if (seen.has(name)) throw wrong(part, `${name} is there twice`);
    seen.add(name);
    const why = known.read(part.slice(at + 1), spec);
    if (why !== undefined) throw wrong(part, `${name} ${why}`);
  }
  const sum = FAULT_KINDS.reduce((all, kind) => all + spec.rates[kind], 0);
  if (sum > 1) throw wrong(text, `the shares add up to ${Number(sum.toFixed(4))}, which is more than every call`);
  if (sum === 0 && spec.latencyMs === 0) throw wrong(text, 'nothing in it goes wrong; name a latency or a share');
  return spec;
}

/** The text that `parseFaults` reads back to the same thing; `off` when there are none. */
export function faultsText(spec: FaultSpec | undefined): string {
  if (spec === undefined) return 'off';
  return [
    ...(spec.latencyMs > 0 ? [`latency=${spec.latencyMs}ms`] : []),
    ...FAULT_KINDS.flatMap((kind) => (spec.rates[kind] > 0 ? [`${kind}=${spec.rates[kind]}`] : [])),
    ...(spec.attempts === ATTEMPTS ? [] : [`attempts=${spec.attempts}`]),
    ...(spec.only.length === 0 ? [] : [`only=${spec.only.join('+')}`]),
    `seed=${spec.seed}`,
  ].join(',');
}

function wrong(part: string, why: string): HubError {
  return new HubError({
    code: 'usage',
    who: 'operator',
    what: `--faults ${part === '' ? 'has an empty part' : `${part}: ${why}`}`,
    next: [
      'flip-hub rehearse deploy --faults latency=300ms,throttle=0.05,5xx=0.02,drop-before=0.01,drop-after=0.01,seed=7',
      'flip-hub rehearse deploy --resume --faults off    goes on without faults',
    ],
    exit: EXIT.usage,
  });
}
