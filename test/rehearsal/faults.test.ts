import { soakSeeds, survivesFaults } from './support/faulty.ts';

await survivesFaults(soakSeeds() ?? [{ seed: 3, orphans: true }]);
