/**
 * Draws the pictures of the documentation: `node test/ui/host/draw-pictures.ts <folder>`. Each is a real terminal with
 * the real screen in it, fed with a recorded deploy; nothing is painted by hand.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleProgram } from '../../terminal/bundle-program.ts';
import { drawSvg } from '../../terminal/draw-svg.ts';
import { KEY } from '../../terminal/keys.ts';
import { PtyTerminal } from '../../terminal/pty-terminal.ts';

const SIZE = { columns: 96, rows: 28 };

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

export async function drawPictures(folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  using replay = await bundleProgram(here('./replay.ts'));
  using home = await bundleProgram(here('./replay-home.ts'));
  const drawn: string[] = [];
  const start = (program: string, env: Record<string, string>): PtyTerminal =>
    new PtyTerminal(process.execPath, [program], { ...SIZE, env: { ...process.env, FORCE_COLOR: '1', ...env } });
  const draw = (terminal: PtyTerminal, name: string, title: string): void => {
    const file = join(folder, `${name}.svg`);
    writeFileSync(file, drawSvg(terminal, { title }));
    drawn.push(file);
  };

  {
    await using t = start(home.file, {});
    await t.waitFor('❯ Suggested');
    draw(t, 'home', 'The home screen of flip-hub');
  }
  {
    await using t = start(replay.file, { REPLAY_SPEED: '12' });
    await t.waitFor('Apply this plan to stag');
    t.keys('y');
    await t.waitFor(/1[0-4]\d of 166/);
    draw(t, 'deploy', 'A rehearsed deploy while Terraform applies');
  }
  {
    await using t = start(replay.file, { REPLAY_SPEED: '400', REPLAY_STORY: 'severe' });
    await t.waitFor('This deletes state');
    t.keys('st');
    await t.waitFor('type stag: st');
    draw(t, 'severe-plan', 'A plan that deletes state asks for the name to be typed');
  }
  {
    await using t = start(replay.file, { REPLAY_SPEED: '400', REPLAY_STORY: 'failed', REPLAY_HOLD: '1' });
    await t.waitFor('why, and what to do');
    t.keys('e');
    await t.waitFor('InstanceQuotaExceeded');
    draw(t, 'error', 'What failed, why, and what to do');
    t.keys('q', KEY.ctrlC);
  }
  return drawn;
}

const folder = process.argv[2];
if (process.argv[1] === fileURLToPath(import.meta.url) && folder !== undefined) await drawPictures(folder);
