/** The home screen painted first, drawn by Ink only once SIGUSR2 came: so that a test can look at what is between. */
import { once } from 'node:events';
import { paintHome } from '../../../src/ui/first-paint.ts';
import { usedHome } from '../stories/homes.ts';

const { stdin, stdout } = process;
const awake = setInterval(() => {}, 60_000);
const go = once(process, 'SIGUSR2');
const paint = paintHome(usedHome, { stdin, stdout, color: true, ascii: false });
await go;
const { runHome } = await import('../../../src/ui/index.ts');
const choice = await runHome(usedHome, { stdin, stdout, paint });
clearInterval(awake);
stdout.write(`chose ${JSON.stringify(choice)}\n`);
