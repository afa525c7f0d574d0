import { fullCycle } from './support/full-cycle.ts';

await fullCycle({ env: 'production', backend: 'flower', trustHost: true, stateLost: false });
