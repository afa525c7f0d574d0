/** Writes a file of 64 KiB where only 8 KiB fit, and says how it went. */
import { HubError } from '../../../src/engine/errors/hub-error.ts';
import { writeFileAtomic } from '../../../src/engine/run/atomic-file.ts';

try {
  writeFileAtomic(process.argv[2] ?? '', 'x'.repeat(65_536));
  process.stdout.write('written\n');
} catch (error) {
  process.stdout.write(error instanceof HubError ? 'refused\n' : `${String(error)}\n`);
}
