/**
 * The program's first module: answers `--version` and `--help` at once and loads everything else only when it is needed.
 * The only place that ends the process and the only one that writes to the terminal before a host exists.
 */
import { sayAtOnce } from './say-at-once.ts';
import { VERSION } from './version.ts';

const argv = process.argv.slice(2);
const only = argv.length === 1 ? argv[0] : undefined;

if (only === '--version' || only === '-V') sayAtOnce(`${VERSION}\n`);
else if (only === '--help' || only === '-h') sayAtOnce((await import('./help.ts')).helpText(undefined));
else if (argv[0] === '__hold') await (await import('./hold.ts')).main();
else if (argv[0] === '__stand-in') await (await import('./stand-in.ts')).main(argv.slice(1));
else {
  (await import('./memory.ts')).keepMemorySmall();
  // A reader that went away (`… | head`) or a terminal that was closed stops no run: what it would say is in its log.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  process.exitCode = await (await import('./dispatch.ts')).dispatch(argv);
}
