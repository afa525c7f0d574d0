/** Whether a test that needs a program can run here: skipped loudly without it, failed when FLIP_HUB_REQUIRE lists it. */
import { findPostgres } from '../../../src/rehearsal/hub/postgres.ts';
import { findMotoPython } from '../../../src/rehearsal/moto/python.ts';

type Program = 'moto' | 'postgres';

const LOOK: Record<Program, () => Promise<boolean>> = {
  moto: async () => {
    const [program = ''] = await findMotoPython(process.env).catch(() => []);
    // uv would have to download it, which a fast test must not
    return program !== '' && !/\/uvx?$/.test(program);
  },
  postgres: async () => findPostgres(process.env) !== undefined,
};

/** True when tests that need it must be skipped. */
export async function missing(program: Program): Promise<boolean> {
  const required = (process.env.FLIP_HUB_REQUIRE ?? '').split(',').includes(program);
  if (required || (await LOOK[program]())) return false;
  process.stderr.write(
    `\nSKIPPED: this machine has no ${program}; set FLIP_HUB_REQUIRE=${program} to make that fail\n`,
  );
  return true;
}
