/* Loads the program. Apart from the entry because `import()` is a syntax error to the Nodes the entry must talk to. */
'use strict';
const { enableCompileCache } = require('node:module');
const { homedir, tmpdir } = require('node:os');
const { join } = require('node:path');

// Compiled code is kept in the user's own cache folder, never in a shared one.
const cache = process.env.XDG_CACHE_HOME || (homedir() ? join(homedir(), '.cache') : tmpdir());
if (enableCompileCache) enableCompileCache(join(cache, 'flip-hub', 'compiled'));
import('../dist/main.js').catch((error) => {
  process.stderr.write(
    `flip-hub could not start: ${error && error.code === 'ERR_MODULE_NOT_FOUND' ? 'it is not built yet (npm run build)' : error.stack}\n`,
  );
  process.exitCode = 70;
});
