/** Keys in a form as an operator presses them, on Ink's own screen: what is typed goes where the cursor is, and nowhere else. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { render } from 'ink-testing-library';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SetupFlow } from '../../../src/commands/setup/flow.ts';
import { FormScreen } from '../../../src/ui/components/form-screen.tsx';
import { createTheme } from '../../../src/ui/theme/theme.ts';
import { flowIn, goTo } from '../../commands/setup/support.ts';
import { KEY } from '../../terminal/keys.ts';

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'flip-keys-'));
});
afterEach(() => rmSync(workspace, { recursive: true }));

async function at(page: string) {
  const flow = flowIn(workspace);
  await goTo(flow, page);
  const left = vi.fn();
  const screen = render(
    <FormScreen form={flow} theme={createTheme({ color: false })} onLeave={left} size={{ columns: 80, rows: 24 }} />,
  );
  await vi.waitFor(() => expect(screen.lastFrame()).toContain('Ctrl-C'));
  const press = (...keys: string[]) => {
    for (const key of keys) screen.stdin.write(key);
  };
  return { flow, left, screen, press };
}

const answerIn = (flow: SetupFlow, id: string) => flow.page().fields.find((f) => f.id === id)?.value;

describe('a form', () => {
  test('a value can be corrected in its middle, cleared, and typed anew', async () => {
    const { flow, press } = await at('names');
    press(
      'stag.example.org',
      KEY.home,
      KEY.right,
      KEY.right,
      KEY.right,
      KEY.right,
      '.flip',
      KEY.end,
      KEY.backspace,
      'G',
    );
    await vi.waitFor(() => expect(answerIn(flow, 'ALB_SUBDOMAIN')).toBe('stag.flip.example.orG'));
    press('\u0015', 'app.example.org');
    await vi.waitFor(() => expect(answerIn(flow, 'ALB_SUBDOMAIN')).toBe('app.example.org'));
    expect(answerIn(flow, 'NLB_SUBDOMAIN')).toBe('fl.app.example.org');
  });

  test('clearing and correcting that arrive in one piece with the text mean the same as one by one', async () => {
    const { flow, press } = await at('names');
    press(`wrong\u0015stag.example.orh${KEY.backspace}g`);
    await vi.waitFor(() => expect(answerIn(flow, 'ALB_SUBDOMAIN')).toBe('stag.example.org'));
  });

  test('keys that arrive together mean the same as one by one: a paste with its Enter moves on once', async () => {
    const { flow, press } = await at('names');
    press(`stag.example.org${KEY.enter}`);
    press(KEY.enter);
    press('example.org');
    await vi.waitFor(() => expect(answerIn(flow, 'PUBLIC_ZONE_NAME')).toBe('example.org'));
    expect(answerIn(flow, 'ALB_SUBDOMAIN')).toBe('stag.example.org');
  });

  test('Enter on the last field of a page with a problem goes to the problem, not to the next page', async () => {
    const { flow, press, screen } = await at('account');
    press(KEY.down, KEY.down, KEY.enter);
    await vi.waitFor(() => expect(screen.lastFrame()).toContain('account id needs a value'));
    expect(flow.page().id).toBe('account');
    press('111122223333');
    await vi.waitFor(() => expect(answerIn(flow, 'FLIP_AWS_ACCOUNT_ID')).toBe('111122223333'));
  });

  test('a choice is made by arrows, by its first letter, and never by typing something else', async () => {
    const { flow, press } = await at('software');
    press(KEY.down, KEY.down, KEY.down);
    press('x', KEY.right);
    await vi.waitFor(() => expect(answerIn(flow, 'FL_BACKEND')).toBe('flower'));
    press('n');
    await vi.waitFor(() => expect(answerIn(flow, 'FL_BACKEND')).toBe('nvflare'));
  });

  test('Esc goes a page back with the answers kept, and Ctrl-C leaves', async () => {
    const { flow, press, left } = await at('buckets');
    press(KEY.escape);
    await vi.waitFor(() => expect(flow.page().id).toBe('names'));
    expect(answerIn(flow, 'ALB_SUBDOMAIN')).toBe('stag.flip.example.org');
    expect(left).not.toHaveBeenCalled();
    press(KEY.ctrlC);
    await vi.waitFor(() => expect(left).toHaveBeenCalledOnce());
  });
});
