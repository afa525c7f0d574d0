import { fullCycle } from './support/full-cycle.ts';

fullCycle('stag');
