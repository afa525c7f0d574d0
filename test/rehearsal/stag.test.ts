import { fullCycle } from './support/full-cycle.ts';

await fullCycle({ env: 'stag', backend: 'nvflare', trustHost: false, stateLost: true });
