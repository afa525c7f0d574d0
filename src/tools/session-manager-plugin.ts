/** AWS's own session-manager-plugin as a child: found on PATH, started so that it cannot outlive this process. */
import type { PluginPort } from '../tunnel/index.ts';
import { findProgram, startProgram } from './process.ts';

/** The program has no eye on who started it. This one has: when standard input ends, it is told to end, then made to. */
const GUARD = 'exec 3<&0; { cat <&3 >/dev/null; kill -INT $$; sleep 5; kill -KILL $$; } & exec "$@" </dev/null 3<&-';

export const guardedArgv = (file: string, args: readonly string[]): string[] => ['-c', GUARD, 'sh', file, ...args];

/** It binds a socket of 44 characters there, and a path that is too long for one ends it before its first word. */
export const shortTemporaryFolder = (folder: string | undefined): Record<string, string> =>
  folder !== undefined && folder.length > LONGEST_FOLDER ? { TMPDIR: '/tmp' } : {};

/** A unix socket's path may have 103 bytes on macOS. */
const LONGEST_FOLDER = 103 - 44;

/** Undefined where there is no plugin. */
export function findPlugin(options: {
  cwd: string;
  childEnvironment: (add: Record<string, string>) => Record<string, string>;
}): PluginPort | undefined {
  const file = findProgram('session-manager-plugin', options.childEnvironment({}).PATH, options.cwd);
  if (file === undefined) return undefined;
  return {
    start(args, env) {
      const running = startProgram({
        file: '/bin/sh',
        args: guardedArgv(file, args),
        cwd: options.cwd,
        env: options.childEnvironment({ ...env, ...shortTemporaryFolder(process.env.TMPDIR) }),
      });
      return {
        onLine: running.onLine,
        ended: running.ended,
        interrupt: () => running.signal('SIGINT'),
        kill: () => running.signal('SIGKILL'),
      };
    },
  };
}
