/** A machine for checks: which programs it has and what they say, in memory; everything else real or as the test wants. */
import type { DoctorContext, DoctorEnvironment } from '../../src/doctor/check.ts';
import { ENVIRONMENTS } from '../../src/engine/environments.ts';
import { readEnvironment } from '../../src/hub/index.ts';
import { childEnvironment } from '../../src/tools/child-environment.ts';
import { findProgram, runProgram } from '../../src/tools/process.ts';

type Said = string | { stdout?: string; stderr?: string; exit?: number; timedOut?: boolean };

export interface Machine extends Partial<Omit<DoctorContext, 'run' | 'find'>> {
  /** What a program prints, by its name, or by its name and arguments. */
  says?: Record<string, Said>;
  /** Programs of the real machine that may be run. */
  real?: string[];
  /** The text of .env.stag. */
  stag?: string;
  envFile?: string;
}

export function machine(given: Machine = {}): DoctorContext {
  const { says = {}, real = [], stag, envFile = '/w/.env.stag' } = given;
  const own = childEnvironment(process.env);
  const environments: DoctorEnvironment[] =
    stag === undefined
      ? []
      : [{ environment: ENVIRONMENTS.stag, envFile, reading: readEnvironment(stag, 'stag'), profile: 'stag' }];
  return {
    os: 'debian',
    home: '/home/op',
    workspace: '/w',
    environments,
    binary: 'terraform',
    passing: false,
    shell: {},
    serverTime: async () => ({ server: new Date(), sent: new Date(), received: new Date() }),
    freeBytes: () => 100 * 1024 ** 3,
    ...given,
    find: (name) =>
      real.includes(name)
        ? findProgram(name, own.PATH, '/')
        : Object.keys(says).some((key) => key.split(' ')[0] === name)
          ? `/bin/${name}`
          : undefined,
    run: async (file, args) => {
      const name = file.split('/').at(-1) ?? '';
      if (real.includes(name)) return runProgram({ file, args, cwd: '/', env: own, timeoutMs: 20_000 });
      const said = says[[name, ...args].join(' ')] ?? says[name] ?? { exit: 127 };
      const {
        stdout = '',
        stderr = '',
        exit = 0,
        timedOut = false,
      } = typeof said === 'string' ? { stdout: said } : said;
      return { stdout, stderr, exit: timedOut ? null : exit, signal: undefined, timedOut, stopped: false };
    },
  };
}
