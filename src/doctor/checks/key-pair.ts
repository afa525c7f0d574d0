/** `~/.ssh/host-aws`: both halves there, belonging together, the private one private. Never touches either. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Check, Finding } from '../check.ts';
import { shellWord } from '../fix.ts';

const PRIVATE = 0o600;

export const keyPairCheck: Check = {
  id: 'key-pair',
  title: '~/.ssh/host-aws',
  needed: 'a key pair, the private half 0600',
  neededBy: ['plan', 'apply', 'ssh-config', 'ansible-init'],
  boundMs: 10_000,
  async look(ctx) {
    const file = join(ctx.home, '.ssh', 'host-aws');
    const halves = [file, `${file}.pub`].filter((half) => existsSync(half));
    const make = { command: 'flip-hub key-pair' };
    if (halves.length === 0) return { verdict: 'fail', found: 'not there', fix: [make] };
    if (!halves.includes(`${file}.pub`))
      return {
        verdict: 'fail',
        found: 'no public half',
        fix: [{ command: `ssh-keygen -y -f ${shellWord(file)} > ${shellWord(`${file}.pub`)}` }],
      };
    if (!halves.includes(file))
      return {
        verdict: 'fail',
        found: 'no private half',
        why: 'hosts that know this public key cannot be reached without the private one',
        fix: ['copy the private half from the machine that made it, or use another pair'],
      };
    const type = /^(?:ssh-)?(\S+)/.exec(readFileSync(`${file}.pub`, 'utf8'))?.[1] ?? 'unknown';
    const keygen = ctx.find('ssh-keygen');
    if (keygen === undefined) return { verdict: 'unknown', found: type, why: 'there is no ssh-keygen to compare them' };
    const mode = statSync(file).mode & 0o777;
    if ((mode & ~PRIVATE) !== 0)
      return {
        verdict: 'fail',
        found: `${type}, mode ${mode.toString(8)}`,
        why: 'others on this machine could read it, and ssh refuses such a key',
        fix: [{ command: `chmod 600 ${shellWord(file)}` }],
      };
    // An empty passphrase is offered: a key that has one says so instead of asking.
    const derived = await ctx.run(keygen, ['-y', '-P', '', '-f', file]);
    return belongs(derived.exit === 0 ? derived.stdout : undefined, derived.stderr, file, type);
  },
};

function belongs(derived: string | undefined, said: string, file: string, type: string): Finding {
  if (derived === undefined)
    return /passphrase/i.test(said)
      ? {
          verdict: 'warn',
          found: `${type}, with a passphrase`,
          why: 'only an ssh-agent that holds it can use it unattended',
          fix: [{ command: `ssh-add ${shellWord(file)}` }],
        }
      : { verdict: 'fail', found: type, why: `${file} is not a usable private key: ${said.trim().split('\n')[0]}` };
  const key = (text: string) => text.trim().split(/\s+/).slice(0, 2).join(' ');
  if (key(derived) === key(readFileSync(`${file}.pub`, 'utf8')))
    return { verdict: 'ok', found: `${type}, 0600, matches .pub` };
  return {
    verdict: 'fail',
    found: `${type}, two halves of different pairs`,
    why: 'AWS would get a public key that this private key does not open',
    fix: [`find the pair that EC2 knows; if none is in use: ssh-keygen -y -f ${file} > ${file}.pub`],
  };
}
