/**
 * Whether a test can run on this machine: without a program it needs it is skipped, loudly; where FLIP_HUB_REQUIRE lists
 * the program it is not skipped but fails.
 */
import { findPostgres } from '../../../src/rehearsal/hub/postgres.ts';
import { findMotoPython } from '../../../src/rehearsal/moto/python.ts';
import { findProgram } from '../../../src/tools/process.ts';

type Program = 'terraform' | 'moto' | 'postgres' | 'chromium' | 'sshd';

const LOOK: Record<Program, () => Promise<boolean>> = {
  terraform: async () => findProgram('terraform', process.env.PATH, '/') !== undefined,
  moto: async () => (await findMotoPython(process.env).catch(() => [])).length > 0,
  postgres: async () => findPostgres(process.env) !== undefined,
  chromium: async () => findProgram('chromium', process.env.PATH, '/') !== undefined,
  sshd: async () => findProgram('sshd', `${process.env.PATH}:/usr/sbin`, '/') !== undefined,
};

export async function skipWithout(...programs: Program[]): Promise<boolean> {
  const required = new Set((process.env.FLIP_HUB_REQUIRE ?? '').split(','));
  for (const program of programs) {
    if (required.has(program) || (await LOOK[program]())) continue;
    process.stderr.write(
      `\nSKIPPED: this machine has no ${program}; FLIP_HUB_REQUIRE=${program} makes that a failure\n`,
    );
    return true;
  }
  return false;
}
