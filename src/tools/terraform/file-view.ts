/** The real file system, as far as the search for providers looks at it. What cannot be read counts as absent. */
import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import type { FileView } from './providers.ts';

export const realFileView: FileView = {
  isReadableFile: (path) =>
    orElse(() => {
      accessSync(path, constants.R_OK);
      return statSync(path).isFile();
    }, false),
  isDirectory: (path) => orElse(() => statSync(path).isDirectory(), false),
  folders: (path) =>
    orElse(
      () =>
        readdirSync(path, { withFileTypes: true })
          // A link to a folder counts (mirrors are often linked); where it leads is seen when it is looked into.
          .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
          .map((entry) => entry.name),
      [],
    ),
};

function orElse<T>(look: () => T, absent: T): T {
  try {
    return look();
  } catch {
    return absent;
  }
}
