/** Shows the home screen as an operator of two environments meets it (or HOME_VIEW=empty: of none) and prints the choice. */
import { runHome } from '../../../src/ui/index.ts';
import { emptyHome, usedHome } from '../stories/homes.ts';

const { env } = process;
const choice = await runHome(env.HOME_VIEW === 'empty' ? emptyHome : usedHome, { ascii: env.REPLAY_ASCII === '1' });
process.stdout.write(`chose ${JSON.stringify(choice)}\n`);
