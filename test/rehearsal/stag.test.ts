import { fullCycle } from './support/full-cycle.ts';

await fullCycle('stag');
