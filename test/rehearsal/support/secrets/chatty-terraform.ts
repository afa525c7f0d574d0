/**
 * A terraform on PATH that is the real one, but first writes down its own argv, and then prints what it was given in
 * every form a program may: the worst neighbour a secret can have. With `chatty` off it only writes down.
 */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../../../../src/tools/process.ts';

const FORMS = fileURLToPath(new URL('./forms.ts', import.meta.url));

export interface ChattyTerraform {
  /** Goes before everything else on PATH. */
  bin: string;
  /** Every argv so far, one text. */
  argv(): string;
}

export function chattyTerraform(dir: string): ChattyTerraform {
  const real = findProgram('terraform', process.env.PATH, dir);
  if (real === undefined) throw new Error('there is no terraform to stand in front of');
  const bin = join(dir, 'chatty');
  const record = join(dir, 'argv.txt');
  mkdirSync(bin, { recursive: true });
  writeFileSync(record, '');
  const talk = join(bin, 'talk.mjs');
  writeFileSync(
    talk,
    `import { sayings } from ${JSON.stringify(`file://${FORMS}`)};
for (const [name, value] of Object.entries(process.env))
  if (name.startsWith('TF_VAR_') && value.length >= 16)
    for (const line of sayings(name, value)) process.stderr.write(line + '\\n');
`,
  );
  const script = join(bin, 'terraform');
  writeFileSync(
    script,
    `#!/bin/bash
printf '%s\\n' "$*" >> '${record}'
case " $1 " in *" init "*|*" plan "*|*" apply "*) '${process.execPath}' --no-warnings '${talk}';; esac
exec '${real}' "$@"
`,
  );
  chmodSync(script, 0o755);
  return { bin, argv: () => readFileSync(record, 'utf8') };
}
