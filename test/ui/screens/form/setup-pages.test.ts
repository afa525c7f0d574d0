/**
 * Every page of setup as text, at the two sizes operators have: kept beside this file, to be read when they change. And
 * at any size nothing is cut: whoever has a narrow window still reads the whole of a bucket's name and of a fix.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SetupFlow } from '../../../../src/commands/setup/flow.ts';
import type { ProfileMeans, SignInRequest } from '../../../../src/commands/setup/profile/means.ts';
import { HubError } from '../../../../src/engine/errors/hub-error.ts';
import { EXIT } from '../../../../src/engine/exit-codes.ts';
import { isList, newFormState, settle } from '../../../../src/ui/model/form-state.ts';
import { formParts } from '../../../../src/ui/screens/form/form-rows.ts';
import { liveHeight, localTime } from '../../../../src/ui/screens/frame.ts';
import { rowCells, rowText } from '../../../../src/ui/theme/row.ts';
import { rowsToAnsi } from '../../../../src/ui/theme/rows-to-ansi.ts';
import { createTheme } from '../../../../src/ui/theme/theme.ts';
import { ANSWERS, brokenMachine, fakeLooks, fakeProfiles, flowIn, goTo } from '../../../commands/setup/support.ts';

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
];
/** In place of the ellipsis, which stands in some texts too. */
const CUT = '✂';
/** As long as S3 allows. */
const LONG = 'a-bucket-name-of-the-greatest-length-that-amazon-allows-63-signs';

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'flip-pages-'));
});
afterEach(() => rmSync(workspace, { recursive: true }));

interface Shown {
  flow: SetupFlow;
  /** Key of the field under the cursor; the first without it. */
  at?: string;
}

const PAGES: Record<string, () => Promise<Shown>> = {
  environment: async () => ({ flow: flowIn('/home/you/flip', { environment: undefined }) }),
  machine: async () => {
    const flow = flowIn(workspace, { looks: fakeLooks({ machine: brokenMachine }) });
    await new Promise((resolve) => setImmediate(resolve));
    return { flow };
  },
  profile: async () => ({ flow: await opened('profile'), at: 'AWS_PROFILE' }),
  'profile-missing': async () => {
    const flow = await withoutProfile();
    flow.type('start-url', 'example.awsapps.com');
    await flow.onward();
    return { flow, at: 'start-url' };
  },
  'profile-later': async () => {
    const flow = await withoutProfile();
    flow.type('profile-way', 'later');
    return { flow, at: 'profile-way' };
  },
  'sign-in': async () => {
    const accounts = (request: SignInRequest) => {
      request.show(PROMPT);
      return new Promise<never>(() => {});
    };
    return { flow: await signingIn(accounts) };
  },
  'sign-in-refused': async () => {
    const what = 'the sign-in of profile stag was refused in the browser';
    const next = ['run the same command again, compare the code and allow the request'];
    const refused = new HubError({ code: 'sign-in-failed', who: 'operator', what, next, exit: EXIT.authentication });
    return { flow: await signingIn(() => Promise.reject(refused)) };
  },
  role: async () => ({ flow: await signingIn(async () => [...TWO_ACCOUNTS]), at: 'use' }),
  'role-many': async () => {
    const many = Array.from({ length: 40 }, (_, n) => ({
      id: String(100000000000 + n),
      name: `${LONG}-of-account-${n}`,
      roles: [`AWSReservedSSO_${'AdministratorAccess'.repeat(2)}_${n}`],
    }));
    return { flow: await signingIn(async () => many), at: 'use' };
  },
  'summary-profile': async () => {
    const flow = await signingIn(async () => [...TWO_ACCOUNTS]);
    flow.type('use', '111122223333/Operator');
    await goTo(flow, 'summary');
    return { flow };
  },
  'steps-key-pair': async () => {
    const flow = flowIn(workspace, { looks: fakeLooks({ keyPair: () => false }) });
    await goTo(flow, 'steps');
    return { flow, at: 'key-pair' };
  },
  account: async () => ({ flow: await opened('account'), at: 'FLIP_AWS_ACCOUNT_ID' }),
  'account-wrong': async () => {
    const looks = fakeLooks({ profile: (name) => ({ name, account: '999988887777', region: undefined }) });
    const flow = flowIn(workspace, { looks });
    await goTo(flow, 'names').catch(() => undefined);
    return { flow, at: 'FLIP_AWS_ACCOUNT_ID' };
  },
  names: async () => ({ flow: await opened('names') }),
  buckets: async () => {
    const looks = fakeLooks({ bucket: async (name) => (name.endsWith('-ui') ? 'exists' : 'free') });
    const flow = flowIn(workspace, { looks });
    await goTo(flow, 'buckets');
    flow.type('AICENTRE_BUCKET_NAME', LONG);
    flow.left('AICENTRE_BUCKET_NAME');
    await new Promise((resolve) => setImmediate(resolve));
    return { flow, at: 'FLIP_UI_BUCKET_NAME' };
  },
  software: async () => ({ flow: await opened('software'), at: 'FLARE_KIT_DATE' }),
  trusts: async () => ({ flow: await opened('trusts') }),
  secrets: async () => {
    const flow = await opened('secrets');
    flow.type('keys', 'type them');
    flow.type('AES_KEY_BASE64', 'not a key');
    flow.left('AES_KEY_BASE64');
    return { flow, at: 'AES_KEY_BASE64' };
  },
  summary: async () => ({ flow: await opened('summary') }),
  steps: async () => ({ flow: await opened('steps') }),
};

const START = 'https://example.awsapps.com/start';
const TWO_ACCOUNTS = [
  { id: '444455556666', name: 'flip-prod', roles: ['Operator'] },
  { id: '111122223333', name: 'flip-stag', roles: ['Operator', 'ReadOnly'] },
];
const PROMPT = {
  profile: 'stag',
  userCode: 'ABCD-EFGH',
  url: 'https://example.awsapps.com/start/#/device',
  completeUrl: 'https://example.awsapps.com/start/#/device?user_code=ABCD-EFGH',
  expiresAt: new Date(2026, 10, 30, 12, 50),
};

async function withoutProfile(accounts: ProfileMeans['accounts'] = async () => []): Promise<SetupFlow> {
  const looks = fakeLooks({ profile: () => undefined });
  const flow = flowIn(workspace, { looks, profiles: fakeProfiles({ accounts }) });
  await goTo(flow, 'profile');
  return flow;
}

async function signingIn(accounts: ProfileMeans['accounts']): Promise<SetupFlow> {
  const flow = await withoutProfile(accounts);
  flow.type('start-url', START);
  await flow.onward();
  await new Promise((resolve) => setImmediate(resolve));
  return flow;
}

async function opened(page: string): Promise<SetupFlow> {
  const flow = flowIn(workspace);
  await goTo(flow, page);
  return flow;
}

function rowsOf({ flow, at }: Shown, size: { columns: number; rows: number }, ascii = false, ellipsis?: string) {
  const page = flow.page();
  const state = newFormState();
  settle(page, state);
  const field = page.fields.findIndex((f) => f.id === at);
  if (field >= 0) Object.assign(state, { field, cursor: page.fields[field]?.value.length });
  const plain = createTheme({ color: false, ascii });
  const theme = ellipsis === undefined ? plain : { ...plain, glyphs: { ...plain.glyphs, ellipsis } };
  const frame = { columns: size.columns, height: liveHeight(size.rows), theme, now: 0, timeOf: localTime };
  const parts = formParts(frame, { heading: flow.heading(), page, place: flow.place() }, state);
  // Before each row of a list stands its mark.
  const list = parts.list.slice(0, parts.listHeight).map((row) => [{ text: '   ' }, ...row]);
  return { rows: [...parts.head, ...list, ...parts.body, ...parts.foot], theme };
}

describe.each(Object.keys(PAGES))('the page %s', (name) => {
  test.each(SIZES)('at $columns×$rows is the one that was looked at', async (size) => {
    const { rows, theme } = rowsOf(await (PAGES[name] as () => Promise<Shown>)(), size);
    expect(rows).toHaveLength(liveHeight(size.rows));
    await expect(rowsToAnsi(rows, theme)).toMatchFileSnapshot(`snapshots/${name}-${size.columns}x${size.rows}.txt`);
  });

  test('is whole at 80 columns: nothing an operator must read is cut away', async () => {
    const shown = await (PAGES[name] as () => Promise<Shown>)();
    const text = squeezed(rowsOf(shown, { columns: 80, rows: 200 }).rows.map(rowText).join(''));
    const page = shown.flow.page();
    const texts = [
      ...page.intro,
      ...page.notes.flatMap((note) => [note.text, ...(note.more ?? [])]),
      ...(page.signIn === undefined ? [] : [page.signIn.completeUrl, page.signIn.userCode]),
      ...page.fields.flatMap((f) => [f.kind === 'secret' ? '' : f.value, f.note?.text ?? '']),
      // A list that is the whole page needs no title beside it.
      ...(isList(page) ? [] : page.fields.map((f) => f.title)),
      ...page.fields.filter((f) => f.id === shown.at).flatMap((f) => [...f.help, f.flag, f.problem ?? '']),
    ];
    for (const wanted of texts) expect(text).toContain(squeezed(wanted));
  });

  test.each(SIZES)(
    'at $columns columns no text ends in an ellipsis, unless the whole of it stands below',
    async ({ columns }) => {
      const shown = await (PAGES[name] as () => Promise<Shown>)();
      const rows = rowsOf(shown, { columns, rows: 200 }, false, CUT).rows.map(rowText);
      const cutOff = rows.filter((text) => text.includes(CUT));
      if (name !== 'role-many') expect(cutOff).toEqual([]);
      else expect(squeezed(rows.join(''))).toContain(squeezed(`${LONG}-of-account-0`));
    },
  );

  test.each([
    { columns: 20, rows: 6 },
    { columns: 40, rows: 12 },
    { columns: 240, rows: 70 },
  ])('never draws beyond a terminal of $columns×$rows, or it tears', async (size) => {
    const { rows } = rowsOf(await (PAGES[name] as () => Promise<Shown>)(), size);
    expect(rows.length).toBeLessThanOrEqual(liveHeight(size.rows));
    for (const row of rows) expect(rowCells(row), rowText(row)).toBeLessThanOrEqual(size.columns);
  });
});

test('a typed secret is never drawn, on no page', async () => {
  const flow = await opened('secrets');
  flow.type('ADMIN_USER_PASSWORD', 'Correct-Horse-Battery-1');
  const drawn = [rowsOf({ flow }, { columns: 120, rows: 60 }).rows];
  await goTo(flow, 'summary', ANSWERS);
  drawn.push(rowsOf({ flow }, { columns: 120, rows: 60 }).rows);
  const text = drawn.flat().map(rowText).join('\n');
  expect(text).toContain('ADMIN_USER_PASSWORD (secret)');
  expect(text).not.toContain('Horse');
});

/** Rows break texts anywhere, also within a word that is longer than they are. */
const squeezed = (text: string): string => text.replace(/\s+/g, '');
