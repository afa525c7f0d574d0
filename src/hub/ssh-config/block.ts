/**
 * What a `Host` block of ours says, and how ssh gets through. Pure: a table of directives, no file, no process.
 * The values are those every part of the system relies on: user ubuntu, one key, sessions of Systems Manager underneath.
 */
import { createHash } from 'node:crypto';

export interface ProxyThroughHub {
  kind: 'flip-hub';
  /** argv that starts this program; every word absolute or literal. */
  program: readonly string[];
  environment: string;
  workspace: string;
}
export interface ProxyThroughAwsCli {
  kind: 'aws';
  region: string;
  profile: string | undefined;
}
export type SshProxy = ProxyThroughHub | ProxyThroughAwsCli;

export interface HostBlock {
  alias: string;
  instance: string;
  identityFile: string;
  proxy: SshProxy;
  controlFolder: ControlFolder;
  /** Where host keys are remembered, when it is not the operator's own file. */
  knownHosts?: string;
}

/** Where control sockets go: as the file names it (`~/.ssh`), and what that is, to know how long their paths become. */
export interface ControlFolder {
  shown: string;
  path: string;
}

export type Directive = readonly [keyword: string, value: string];

/**
 * A unix socket's path may take 103 bytes on macOS (107 on Linux), and ssh first binds a name of 17 more
 * (`.` and 16 random letters). An instance id has at most 19 characters.
 */
const SOCKET_PATH = 103 - 17;

export function directivesOf(block: HostBlock): Directive[] {
  return [
    ['HostName', block.instance],
    ['User', 'ubuntu'],
    ['IdentitiesOnly', 'yes'],
    ['IdentityFile', configWord(block.identityFile)],
    ['StrictHostKeyChecking', 'accept-new'],
    ...(block.knownHosts === undefined
      ? []
      : [['UserKnownHostsFile', configWord(block.knownHosts)] satisfies Directive]),
    ['ProxyCommand', proxyCommand(block.proxy)],
    ...controlDirectives(block),
  ];
}

/** Every keyword a block of ours may hold, in lower case: what a replaced block loses. */
export const OUR_KEYWORDS: ReadonlySet<string> = new Set([
  'hostname',
  'user',
  'identitiesonly',
  'identityfile',
  'stricthostkeychecking',
  'userknownhostsfile',
  'proxycommand',
  'proxyjump',
  'controlmaster',
  'controlpath',
  'controlpersist',
]);

/** The path of the control socket of this block as ssh will expand it, with the longest instance id. */
function controlDirectives({ alias, instance, controlFolder }: HostBlock): Directive[] {
  const names = [
    `cm-${alias}-%r@%h:%p`,
    `cm-${createHash('sha256').update(`${alias} ${instance}`).digest('hex').slice(0, 8)}-%p`,
  ];
  const fits = (name: string) =>
    `${controlFolder.path}/${name}`.replace('%r', 'ubuntu').replace('%h', instance).replace('%p', '65535').length <=
    SOCKET_PATH;
  const name = names.find(fits);
  // In a shared folder another user could sit in the socket's place: without a short path of one's own there is none.
  if (name === undefined) return [['ControlMaster', 'no']];
  return [
    ['ControlMaster', 'auto'],
    ['ControlPath', configWord(controlFolder.shown, `/${name}`)],
    ['ControlPersist', '10m'],
  ];
}

/** ssh hands this to a shell after it put in %h and %p; any other percent sign is doubled. */
export function proxyCommand(proxy: SshProxy): string {
  const words =
    proxy.kind === 'flip-hub'
      ? [...proxy.program, 'ssm-proxy', '%h', '%p', '--env', proxy.environment, '--workspace', proxy.workspace]
      : [
          'aws',
          'ssm',
          'start-session',
          '--target',
          '%h',
          '--document-name',
          'AWS-StartSSHSession',
          '--parameters',
          'portNumber=%p',
          '--region',
          proxy.region,
          ...(proxy.profile === undefined ? [] : ['--profile', proxy.profile]),
        ];
  return words.map((word) => (/%[hp]/.test(word) ? word : shellWord(word).replaceAll('%', '%%'))).join(' ');
}

const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** A value of one word as ssh_config takes it: quoted when it has a space, percent signs doubled but in `tokens`. */
export function configWord(word: string, tokens = ''): string {
  const escaped = word.replaceAll('%', '%%') + tokens;
  return /[\s#"']/.test(escaped) ? `"${escaped}"` : escaped;
}
