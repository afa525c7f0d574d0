/** The stand-in hub's database is a real PostgreSQL that never outlives its owner. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityOf } from '../../../src/engine/process/identity.ts';
import { findPostgres, type Postgres, startPostgres } from '../../../src/rehearsal/hub/postgres.ts';
import { missing } from '../support/requirement.ts';

describe.skipIf(await missing('postgres'))('stand-in database', () => {
  const bin = findPostgres(process.env) ?? '';
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres(bin, 'test-password');
  }, 60_000);
  afterAll(() => postgres?.stop());

  const psql = (sql: string, password = postgres.password) =>
    execFileSync(
      `${bin}/psql`,
      [
        '-X',
        '-A',
        '-t',
        '-h',
        '127.0.0.1',
        '-p',
        String(postgres.port),
        '-U',
        postgres.user,
        '-d',
        postgres.database,
        '-c',
        sql,
      ],
      { env: { PATH: process.env.PATH, PGPASSWORD: password }, encoding: 'utf8', stdio: 'pipe' },
    ).trim();

  it('holds the tables a registration needs', () => {
    const tables = psql(
      "select string_agg(table_name, ',' order by table_name) from information_schema.tables where table_schema = 'public'",
    );
    expect(tables).toBe('fl_kit_slot,projects,trust');
  });

  it('refuses a stranger on this machine', () => {
    expect(() => psql('select 1', 'guessed')).toThrow(/password authentication failed/);
  });

  it('is gone with its owner', async () => {
    const own = await startPostgres(bin, 'another');
    expect(own.pids.map(identityOf)).not.toContain(undefined);
    await own.stop();
    expect(own.pids.map(identityOf)).toEqual([undefined, undefined]);
  }, 60_000);
});
