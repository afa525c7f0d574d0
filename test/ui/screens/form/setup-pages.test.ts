/**
 * Every page of setup as text, at the two sizes operators have: kept beside this file, to be read when they change. And
 * at any size nothing is cut: whoever has a narrow window still reads the whole of a bucket's name and of a fix.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SetupFlow } from '../../../../src/commands/setup/flow.ts';
import { newFormState, settle } from '../../../../src/ui/model/form-state.ts';
import { formParts } from '../../../../src/ui/screens/form/form-rows.ts';
import { liveHeight, localTime } from '../../../../src/ui/screens/frame.ts';
import { rowCells, rowText } from '../../../../src/ui/theme/row.ts';
import { rowsToAnsi } from '../../../../src/ui/theme/rows-to-ansi.ts';
import { createTheme } from '../../../../src/ui/theme/theme.ts';
import { ANSWERS, brokenMachine, fakeLooks, flowIn, goTo } from '../../../commands/setup/support.ts';

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
];
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

async function opened(page: string): Promise<SetupFlow> {
  const flow = flowIn(workspace);
  await goTo(flow, page);
  return flow;
}

function rowsOf({ flow, at }: Shown, size: { columns: number; rows: number }, ascii = false) {
  const page = flow.page();
  const state = newFormState();
  settle(page, state);
  const field = page.fields.findIndex((f) => f.id === at);
  if (field >= 0) Object.assign(state, { field, cursor: page.fields[field]?.value.length });
  const theme = createTheme({ color: false, ascii });
  const frame = { columns: size.columns, height: liveHeight(size.rows), theme, now: 0, timeOf: localTime };
  const { head, list, body, foot } = formParts(frame, { heading: flow.heading(), page, place: flow.place() }, state);
  return { rows: [...head, ...list, ...body, ...foot], theme };
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
      ...page.fields.flatMap((f) => [f.title, f.kind === 'secret' ? '' : f.value, f.note?.text ?? '']),
      ...page.fields.filter((f) => f.id === shown.at).flatMap((f) => [...f.help, f.flag, f.problem ?? '']),
    ];
    for (const wanted of texts) expect(text).toContain(squeezed(wanted));
  });

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
