/** FL kits as an operator put them into their bucket, for the environment of the sample file. */
import { neededKits } from '../../../src/hub/fl-kits/index.ts';
import type { SmallAws } from './small-aws.ts';

export const KIT_BUCKETS = ['example-flip-stag-kits', 'example-flip-prod-kits'];
const KITS = { backend: 'nvflare', date: '2025-12-03', slots: ['Trust_1', 'Trust_2'] } as const;

/** Keys of stubs: a folder in which any file will do gets one. */
export const kitStubs = (): string[] => neededKits(KITS).map((key) => (key.endsWith('/') ? `${key}stub` : key));

export function putKits(aws: SmallAws): void {
  for (const bucket of KIT_BUCKETS) {
    aws.buckets.add(bucket);
    for (const key of kitStubs()) aws.given.set(`${bucket}/${key}`, 1);
  }
}
