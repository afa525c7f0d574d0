import { survivesFaults } from '../rehearsal/support/faulty.ts';

await survivesFaults([
  { seed: 2 },
  { seed: 4 },
  { seed: 11, faults: 'throttle=0.06,5xx=0.03' },
  { seed: 12, faults: 'latency=150ms,drop-before=0.03' },
]);
