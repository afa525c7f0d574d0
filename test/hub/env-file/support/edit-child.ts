/** A child that does one real edit of an environment file: `edit-child.ts <file> <backups>`. */
import { EnvDocument, readEnvFile, writeEnvFile } from '../../../../src/hub/env-file/index.ts';

declare global {
  var beginBoundaries: () => void;
}

const [file = '', backups = ''] = process.argv.slice(2);
globalThis.beginBoundaries();
const from = readEnvFile(file);
const text = EnvDocument.parse(from ?? '')
  .with('DOCKER_TAG', 'sha-7654321')
  .print();
writeEnvFile(file, text, { backups, now: new Date(Date.UTC(2026, 10, 30)), from });
