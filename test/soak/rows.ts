/** What `npm run soak` repeats: one row a thing that must hold every time, and how often it is tried. */
export interface SoakRow {
  /** Short, unique; `--only` takes it. */
  name: string;
  /** What an operator would lose if one repetition failed. */
  what: string;
  repetitions: number;
  /** Arguments of Node, from the folder of the repository: a program, or a test file by `vitest()`. Exit 0 is a pass. */
  argv: readonly string[];
  /** Added to the environment of every repetition, beside FLIP_HUB_SOAK_ROUND (0, 1, …), which may serve as a seed. */
  env?: Record<string, string>;
}

/** One test file, or those of its tests whose names match. */
export const vitest = (project: 'unit' | 'rehearsal' | 'soak', file: string, named?: string): string[] => [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--project',
  project,
  file,
  ...(named === undefined ? [] : ['-t', named]),
];

export const ROWS: readonly SoakRow[] = [
  {
    name: 'flood',
    what: 'every line of a flood in log.txt while the screen is on, and no memory for it',
    repetitions: 10,
    argv: vitest('rehearsal', 'test/flood/flood.test.ts'),
  },
  {
    name: 'slow-reader',
    what: 'terminals and pipes that take nothing or go away while a tool floods',
    repetitions: 5,
    argv: vitest('rehearsal', 'test/flood/slow-reader.test.ts'),
  },
  {
    name: 'local-lock',
    what: 'twenty processes of one machine, one at a time inside an environment, also after crashes',
    repetitions: 10,
    argv: vitest('unit', 'test/engine/lock/local-lock.test.ts', 'twenty runs'),
  },
  {
    name: 'faults',
    what: 'a whole rehearsal while AWS and the network fail, another seed each time, resumed until it is done',
    repetitions: 10,
    argv: vitest('rehearsal', 'test/rehearsal/faults.test.ts'),
  },
  {
    name: 'faults-other-mixtures',
    what: 'four more seeds: throttling alone, lost requests and latency, and the usual mixture',
    repetitions: 1,
    argv: vitest('soak', 'test/soak/faults.test.ts'),
  },
  {
    name: 'tunnel-faults',
    what: 'every byte through a forward while connections are reset, closed, frozen, lossy and refused',
    repetitions: 20,
    // They mostly wait: side by side they take a third of the time.
    argv: [...vitest('unit', 'test/tunnel/'), '--maxWorkers=3'],
  },
  {
    name: 'killed-at-each-record',
    what: 'every effect of a deployment exactly once, with flip-hub killed after each record of its journal',
    repetitions: 3,
    argv: vitest('rehearsal', 'test/rehearsal/killed-at-each-record.test.ts'),
  },
  {
    name: 'killed-many-times',
    what: 'one deployment of the whole root through fourteen kills of flip-hub; other points after the first round',
    repetitions: 5,
    argv: vitest('soak', 'test/soak/killed-many-times.test.ts'),
  },
  {
    name: 'killed-below',
    what: 'adoption of what is left when Terraform and its holder are killed; other points after the first round',
    repetitions: 5,
    argv: vitest('soak', 'test/soak/killed-below.test.ts'),
  },
  {
    name: 'lock-race',
    what: 'two flip-hubs that start within 100 ms, on two machines and in one workspace: never two inside',
    repetitions: 1,
    argv: vitest('rehearsal', 'test/e2e/lock-race.test.ts'),
    env: { FLIP_HUB_RACES: '50' },
  },
  {
    name: 'setup-deployed',
    what: 'a workspace that setup wrote from an operator’s answers, deployed by a rehearsal to its end',
    repetitions: 1,
    argv: vitest('soak', 'test/soak/setup-deployed.test.ts'),
  },
];
