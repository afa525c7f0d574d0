import { survivesFaults } from './support/faulty.ts';

await survivesFaults([
  { seed: 4, faults: 'latency=200ms,throttle=0.03,5xx=0.01,drop-before=0.01' },
  { seed: 5 },
  { seed: 6, faults: 'throttle=0.1,5xx=0.05,drop-after=0.02' },
]);
