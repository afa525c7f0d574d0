/**
 * Every row of doctor's own table with the longest that its checks really say, at the sizes operators have: nothing is cut,
 * in the list as in what helps below it. Half a command fixes nothing.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Board } from '../../../src/doctor/board.ts';
import type { Cloud, DoctorContext } from '../../../src/doctor/check.ts';
import { CHECKS, DEEP_CHECKS } from '../../../src/doctor/checks/index.ts';
import type { DoctorRow } from '../../../src/engine/doctor-port.ts';
import { newDoctorState } from '../../../src/ui/model/doctor-state.ts';
import { doctorScreenRows } from '../../../src/ui/screens/doctor/doctor-rows.ts';
import { liveHeight, localTime } from '../../../src/ui/screens/frame.ts';
import { rowCells, rowText } from '../../../src/ui/theme/row.ts';
import { createTheme } from '../../../src/ui/theme/theme.ts';
import { type Machine, machine } from '../../doctor/machine.ts';
import { SAMPLE } from '../../hub/env-file/sample.ts';

/** In place of the ellipsis, which stands in some texts too. */
const CUT = '✂';
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIF5FwNkH2SxYSt2mUwUsYVHNGbH7t7HmVZ6a5gA0uGQk op';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'flip-doctor-'));
  mkdirSync(join(home, '.ssh'));
  mkdirSync(join(home, '.aws'));
});
afterEach(() => rmSync(home, { recursive: true }));

const cloud = (over: Partial<Cloud> = {}): Cloud => ({
  caller: async () => ({
    account: '999988887777',
    arn: 'arn:aws:sts::999988887777:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/op@example.org',
  }),
  simulate: async () => ({ kind: 'refused', why: 'iam:SimulatePrincipalPolicy is not allowed for this role' }),
  keyPairs: async (names) => names.map((name) => ({ name, fingerprint: 'SHA256:other', publicKey: undefined })),
  zones: async () => [],
  ...over,
});

const MACHINES: Record<string, () => Machine> = {
  'with nothing on it': () => ({
    serverTime: () => Promise.reject(new Error('connect ECONNREFUSED 52.94.225.248:443')),
  }),
  'where everything is too old': () => {
    writeFileSync(join(home, '.ssh', 'host-aws'), 'x', { mode: 0o644 });
    writeFileSync(join(home, '.ssh', 'host-aws.pub'), KEY);
    writeFileSync(join(home, '.aws', 'config'), '[profile stag]\nsso_session = a-session-with-quite-a-long-name\n');
    return {
      stag: SAMPLE.replace('API_PORT=8080', 'API_PORT=http'),
      freeBytes: () => 1000,
      passing: true,
      serverTime: async () => ({ server: new Date(0), sent: new Date(), received: new Date() }),
      cloud: () => cloud(),
      says: {
        terraform: 'Terraform v1.11.4',
        aws: 'aws-cli/1.22.34',
        python3: 'Python 3.10.1',
        gh: { stderr: 'You are not logged into any GitHub hosts.', exit: 1 },
        docker: 'Docker version 20.1.1',
        'session-manager-plugin': '1.2.100',
        git: { timedOut: true },
      },
    };
  },
  'of somebody who lacks permissions': () => {
    writeFileSync(join(home, '.ssh', 'host-aws.pub'), KEY);
    writeFileSync(
      join(home, '.aws', 'config'),
      '[profile stag]\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 999988887777\nsso_role_name = AWSReservedSSO_AdministratorAccess\n',
    );
    return {
      stag: SAMPLE,
      says: { gh: "Logged in to github.com\n  - Token scopes: 'gist', 'repo'" },
      cloud: () =>
        cloud({
          simulate: async (actions) => ({
            kind: 'answered',
            principal: 'arn:aws:iam::999988887777:role/op',
            decisions: new Map(actions.map((action) => [action, 'missing' as const])),
          }),
        }),
    };
  },
};

async function rowsOn(name: string): Promise<DoctorRow[]> {
  const context = (): DoctorContext => machine({ home, workspace: home, shell: { HOME: home }, ...MACHINES[name]?.() });
  const board = new Board({ checks: [...CHECKS, ...DEEP_CHECKS], context, start: () => undefined });
  await board.check();
  return board.rows();
}

const squeezed = (text: string): string => text.replace(/\s+/g, '');

describe.each(Object.keys(MACHINES))('doctor on a machine %s', (name) => {
  test.each([
    { columns: 80, rows: 24 },
    { columns: 120, rows: 40 },
  ])('at $columns×$rows cuts nothing, whichever check is chosen', async ({ columns, rows }) => {
    const all = await rowsOn(name);
    expect(all.length).toBeGreaterThan(12);
    const plain = createTheme({ color: false, ascii: false });
    const theme = { ...plain, glyphs: { ...plain.glyphs, ellipsis: CUT } };
    const drawn = (chosen: DoctorRow, height: number) =>
      doctorScreenRows({ columns, height, theme, now: 0, timeOf: localTime }, 'stag, production', all, {
        ...newDoctorState(),
        chosen: chosen.id,
      });
    for (const row of all) {
      const lines = drawn(row, liveHeight(rows));
      expect(lines.map(rowText).filter((text) => text.includes(CUT))).toEqual([]);
      for (const line of lines) expect(rowCells(line)).toBeLessThanOrEqual(columns);
      // High enough for all of it, everything that is known of the chosen check can be read.
      const whole = squeezed(drawn(row, 400).map(rowText).join('\n'));
      for (const wanted of [
        row.found ?? '',
        row.why ?? '',
        ...(row.verdict === 'ok' ? [] : row.fixes.map(({ words }) => words)),
      ])
        expect(whole).toContain(squeezed(wanted));
    }
  });
});

test('what has no room below the list is counted, with where it can be read', async () => {
  const all = await rowsOn('of somebody who lacks permissions');
  const long = all.find(({ id }) => id === 'permissions-stag') as DoctorRow;
  const theme = createTheme({ color: false, ascii: false });
  const text = doctorScreenRows({ columns: 80, height: 15, theme, now: 0, timeOf: localTime }, 'stag', all, {
    ...newDoctorState(),
    chosen: long.id,
  })
    .map(rowText)
    .join('\n');
  expect(text).toMatch(/\d+ more lines: flip-hub doctor --plain/);
});
