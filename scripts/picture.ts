/**
 * Draws `docs/screen.svg`: a real rehearsal in a real pseudo-terminal, caught in the middle of its apply. Run it with
 * `npm run picture` on a machine that can rehearse; it stops the rehearsal afterwards.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeRehearsal } from '../src/commands/rehearse/folder.ts';
import { drawSvg } from '../test/terminal/draw-svg.ts';
import { KEY } from '../test/terminal/keys.ts';
import { PtyTerminal } from '../test/terminal/pty-terminal.ts';

const root = join(import.meta.dirname, '..');
const dir = mkdtempSync(join(tmpdir(), 'flip-hub-picture-'));
const workspace = join(dir, 'flip');
try {
  await using terminal = new PtyTerminal(
    process.execPath,
    [join(root, 'bin/flip-hub.js'), 'rehearse', 'deploy', '--keep', workspace],
    {
      columns: 80,
      rows: 24,
      cwd: dir,
      env: { ...process.env, HOME: dir, FORCE_COLOR: '1' },
      patienceMs: 5 * 60_000,
    },
  );
  await terminal.waitFor('Apply this plan');
  terminal.keys('y');
  await terminal.waitFor(/1[3-6]\d of \d{3}/);
  writeFileSync(
    join(root, 'docs', 'screen.svg'),
    drawSvg(terminal, { title: 'A rehearsed deployment while Terraform applies' }),
  );
  terminal.keys(KEY.ctrlC);
  await terminal.exited();
} finally {
  await removeRehearsal(workspace, 'all');
  rmSync(dir, { recursive: true, force: true });
}
