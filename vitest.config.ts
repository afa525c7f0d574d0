import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What needs real Terraform, a terminal or an installed package: slow, mostly waiting, four side by side. */
const SLOW = [
  'test/rehearsal/**/*.test.ts',
  'test/e2e/**/*.test.ts',
  'test/package/**/*.test.ts',
  'test/flood/**/*.test.ts',
];

/** Too long for every run: `npm run soak` starts them. */
const LONG = ['test/soak/**/*.test.ts'];

/** What takes longest begins first, or the last lane works on it alone; a fresh clone has no times to go by. */
const LONGEST = ['production', 'stag', 'faults', 'deploy-screen', 'killed-at-each-record', 'installed', 'lock-race'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...SLOW, ...LONG, 'node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // A poll waits for something to happen, not for a processor: a busy machine is no failure.
          expect: { poll: { timeout: 20_000 } },
        },
      },
      {
        test: {
          name: 'rehearsal',
          include: SLOW,
          pool: 'forks',
          maxWorkers: 4,
          testTimeout: 15 * 60_000,
          hookTimeout: 5 * 60_000,
        },
      },
      {
        test: {
          name: 'soak',
          include: LONG,
          pool: 'forks',
          maxWorkers: 1,
          testTimeout: 30 * 60_000,
          hookTimeout: 5 * 60_000,
        },
      },
    ],
  },
});
