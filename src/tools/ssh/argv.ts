/** Command lines of OpenSSH. Pure. */

/** Prints what ssh would do for a host: configuration as it takes effect. Nothing is connected. */
export const effectiveArgv = (configFile: string, alias: string): string[] => ['-G', '-F', configFile, alias];

/** Makes an ed25519 pair without a passphrase: only an agent could use one that has any, unattended. */
export const keygenArgv = (file: string): string[] => ['-q', '-t', 'ed25519', '-N', '', '-C', 'flip', '-f', file];

/** A shell on a host, or one command, with this configuration and no other. */
export const shellArgv = (
  configFile: string,
  alias: string,
  command: readonly string[] = [],
  onTerminal = true,
): string[] => [
  '-F',
  configFile,
  // A command gets a terminal only from who has one: in a script its output must come as it is.
  ...(command.length === 0 || !onTerminal ? [] : ['-t']),
  alias,
  ...command,
];
