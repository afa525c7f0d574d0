/**
 * A fix as something that can be started: the command as it was shown, through a shell, or this very program for its own
 * commands. Pure; whoever asked and was told yes starts it.
 */
import type { DoctorFix } from '../engine/doctor-port.ts';
import type { Fix } from './check.ts';

const OWN = 'flip-hub ';

export const fixOf = (fix: Fix | string): DoctorFix =>
  typeof fix === 'string'
    ? { words: fix, runs: false, root: false }
    : { words: fix.command, runs: true, root: fix.root === true };

/** The one that is run when the operator says yes; undefined when there are only sentences. */
export const firstThatRuns = (fixes: readonly DoctorFix[]): DoctorFix | undefined => fixes.find((fix) => fix.runs);

/** The file and arguments. A command is one of ours, made here: paths in it are quoted where it is made (`shellWord`). */
export function fixCall(
  command: string,
  self: readonly [file: string, ...args: string[]],
): { file: string; args: string[] } {
  if (!command.startsWith(OWN)) return { file: '/bin/sh', args: ['-c', command] };
  const [file, ...before] = self;
  return { file: '/bin/sh', args: ['-c', [file, ...before].map(shellWord).join(' ') + command.slice(OWN.length - 1)] };
}

/** A word as a POSIX shell takes it whole. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
