/** The stand-in's daemon as a program, for tests: node daemon-entry.ts [--idle-ms N] DIR. */
import { runStandInDaemon } from '../../../src/rehearsal/daemon/main.ts';

const argv = process.argv.slice(2);
const idle = argv[0] === '--idle-ms' ? { idleMs: Number(argv[1]) } : {};
await runStandInDaemon({ dir: argv.at(-1) ?? '', ...idle });
