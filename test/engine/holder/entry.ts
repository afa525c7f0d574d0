/** The holder as a program of its own, as the bundle's `__hold` is. */
import { main } from '../../../src/cli/hold.ts';

await main();
