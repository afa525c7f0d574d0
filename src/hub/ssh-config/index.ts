/** ssh_config: the blocks of an environment's hosts, put into files without touching anything else. */
export { type ControlFolder, configWord, directivesOf, type HostBlock, proxyCommand, type SshProxy } from './block.ts';
export { type BlockText, configOf, withBlock, withoutManagedBlock } from './document.ts';
export { readSshConfig, writeOwnSshConfig, writeSshConfig } from './file.ts';
export { HOST_NAMES, type HostName, instanceIn, instanceOf, ownAlias, ownSshConfig } from './hosts.ts';
