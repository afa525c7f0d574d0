/**
 * `key-pair`: the operator's SSH key pair, made where there is none, and compared with the one EC2 knows when an
 * environment is named. Touches nothing that is there.
 */
import { homedir } from 'node:os';
import { describedKeyPairs } from '../../aws/key-pairs.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import {
  compareKeyPairs,
  ensureKeyPair,
  INSTEAD,
  KEY_PAIR_NAMES,
  keyPairFile,
  readPublicKey,
  sha256Fingerprint,
  WHAT_A_DIFFERENCE_MEANS,
} from '../../hub/key-pair/index.ts';
import { childEnvironment } from '../../tools/child-environment.ts';
import { findProgram, runProgram } from '../../tools/process.ts';
import type { CommandContext } from '../context.ts';
import { namedEnvironment } from '../environment.ts';
import { openReal } from '../real.ts';

const KEYGEN_MS = 30_000;

export async function run(ctx: CommandContext): Promise<number> {
  const print = (line: string) => ctx.io.stdout.write(`${line}\n`);
  const { file, made, publicKey } = await ensureOperatorKey(ctx);
  const key = readPublicKey(publicKey);
  print(
    `${file}: ${made ? 'made' : 'was there, left as it is'}${key ? ` (${key.type}, SHA256:${sha256Fingerprint(key)})` : ''}`,
  );
  if (namedEnvironment(ctx.options.env, ctx.io.env.PROD) === undefined) return EXIT.done;
  const { services } = await openReal(ctx);
  const findings = compareKeyPairs(publicKey, await describedKeyPairs(services.aws(), KEY_PAIR_NAMES, services.login));
  if (findings.length === 0) print('EC2 knows no key pair of the hub yet: the first apply uploads this one');
  for (const { words } of findings) print(words);
  if (findings.every(({ sameness }) => sameness !== 'different')) return EXIT.done;
  print(WHAT_A_DIFFERENCE_MEANS);
  for (const line of INSTEAD) print(`→ ${line}`);
  return EXIT.problems;
}

/** For whoever needs the pair before anything else: makes it with this machine's ssh-keygen where there is none. */
export function ensureOperatorKey(ctx: CommandContext) {
  const home = ctx.io.env.HOME ?? homedir();
  const env = childEnvironment(ctx.io.env);
  return ensureKeyPair(home, (args) => {
    const keygen = findProgram('ssh-keygen', env.PATH, ctx.io.cwd);
    if (keygen === undefined)
      throw new HubError({
        code: 'tool-missing',
        who: 'operator',
        what: 'there is no ssh-keygen on this machine',
        cause: `${keyPairFile(home)} is made with it`,
        next: ['flip-hub doctor    says how OpenSSH is installed here'],
        exit: EXIT.precondition,
      });
    return runProgram({ file: keygen, args, cwd: home, env, timeoutMs: KEYGEN_MS });
  });
}
