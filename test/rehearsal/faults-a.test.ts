import { soakSeeds, survivesFaults } from './support/faulty.ts';

await survivesFaults(soakSeeds() ?? [{ seed: 2 }, { seed: 3, orphans: true }]);
