/**
 * The operator's SSH key pair, `~/.ssh/host-aws`: made by ssh-keygen where there is none. One that is there, whole or in
 * part, is never touched: hosts may know it.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { keygenArgv } from '../../tools/ssh/argv.ts';

export const keyPairFile = (home: string): string => join(home, '.ssh', 'host-aws');

export interface MadeKeyPair {
  file: string;
  made: boolean;
  /** The public key's one line. */
  publicKey: string;
}

/** `keygen` runs ssh-keygen with these arguments. Throws exit 4 for half a pair, and when none could be made. */
export async function ensureKeyPair(
  home: string,
  keygen: (args: readonly string[]) => Promise<{ exit: number | null; stderr: string }>,
): Promise<MadeKeyPair> {
  const file = keyPairFile(home);
  const [hasPrivate, hasPublic] = [existsSync(file), existsSync(`${file}.pub`)];
  if (hasPrivate !== hasPublic) throw halfAPair(file, hasPrivate);
  if (!hasPrivate) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const { exit, stderr } = await keygen(keygenArgv(file));
    if (exit !== 0 || !existsSync(`${file}.pub`)) throw notMade(file, stderr);
  }
  return { file, made: !hasPrivate, publicKey: readFileSync(`${file}.pub`, 'utf8').trim() };
}

const halfAPair = (file: string, hasPrivate: boolean): HubError =>
  new HubError({
    code: 'key-pair',
    who: 'operator',
    what: hasPrivate ? `${file}.pub is missing beside ${file}` : `${file} is missing beside ${file}.pub`,
    cause: 'half a pair may be the one that hosts know: it is left as it is',
    next: hasPrivate
      ? [`ssh-keygen -y -f ${file} > ${file}.pub`]
      : [
          'copy the private half from the machine that made it',
          `or, if no host knows it: mv ${file}.pub ${file}.pub.old`,
        ],
    exit: EXIT.precondition,
  });

const notMade = (file: string, said: string): HubError =>
  new HubError({
    code: 'key-pair',
    who: 'environment',
    what: `ssh-keygen did not make ${file}`,
    cause: said.trim().split('\n')[0] ?? '',
    next: [['ssh-keygen', ...keygenArgv(file)].map((word) => (word === '' ? "''" : word)).join(' ')],
    exit: EXIT.precondition,
    tool: 'ssh-keygen',
  });
