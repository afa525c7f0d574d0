/**
 * ssh-config: the aliases `flip` and `flip-trust` in the operator's ssh configuration, and the same blocks under names of
 * their own in the environment's file, which is all that flip-hub itself ever uses. What ssh makes of them is asked of ssh.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { writeFileAtomic } from '../../engine/run/atomic-file.ts';
import {
  type BlockText,
  configOf,
  directivesOf,
  HOST_NAMES,
  type HostName,
  ownAlias,
  ownSshConfig,
  proxyCommand,
  readSshConfig,
  withBlock,
  withoutManagedBlock,
  writeOwnSshConfig,
  writeSshConfig,
} from '../../hub/ssh-config/index.ts';
import { findProgram } from '../../tools/process.ts';
import { effectiveConfig } from '../../tools/ssh/index.ts';
import type { HubContext, HubPhase } from '../services.ts';
import { terraformOutputs } from '../terraform/outputs.ts';

const OUTPUT: Record<HostName, string> = { flip: 'Ec2InstanceId', 'flip-trust': 'TrustEc2InstanceId' };

export const sshConfig: HubPhase = {
  id: 'ssh-config',
  title: 'SSH configuration over SSM',
  needs: ['apply'],
  reads: [],
  danger: 'moderate',
  rehearse: {
    instead: "the blocks go into a file of the rehearsal's own; your ~/.ssh/config is not touched",
    run: (ctx) => write(ctx),
  },
  async prove(ctx) {
    const wanted = await wantedFiles(ctx);
    const same = readSshConfig(wanted.own.path) === wanted.own.text && wanted.operator.before === wanted.operator.text;
    return same ? 'proven' : 'not done';
  },
  run: (ctx) => write(ctx),
};

interface WantedFiles {
  hosts: { host: HostName; instance: string }[];
  own: { path: string; text: string };
  operator: { path: string; text: string; before: string | undefined };
}

async function wantedFiles(ctx: HubContext): Promise<WantedFiles> {
  const { environment, ssh, stateDir } = ctx.services;
  const outputs = await terraformOutputs(ctx);
  const hosts = HOST_NAMES.flatMap((host) => {
    const instance = outputs[OUTPUT[host]];
    return instance === undefined ? [] : [{ host, instance }];
  });
  if (!hosts.some(({ host }) => host === 'flip')) throw notApplied(ctx);
  const blocks = (name: (host: HostName) => string): BlockText[] =>
    hosts.map(({ host, instance }) => ({
      alias: name(host),
      environment: environment.name,
      directives: directivesOf({
        alias: name(host),
        instance,
        identityFile: ssh.identityFile,
        proxy: ssh.proxy(),
        controlFolder: ssh.controlFolder,
        ...(ssh.knownHosts === undefined ? {} : { knownHosts: ssh.knownHosts }),
      }),
    }));
  const before = readSshConfig(ssh.operatorConfig);
  // The last one set comes to stand first: flip before flip-trust.
  const withOurs = blocks((host) => host).reduceRight(withBlock, before ?? '');
  const text = HOST_NAMES.filter((host) => !hosts.some((h) => h.host === host)).reduce(withoutManagedBlock, withOurs);
  return {
    hosts,
    own: { path: ownSshConfig(stateDir), text: configOf(blocks((host) => ownAlias(host, environment.name))) },
    operator: { path: ssh.operatorConfig, text, before },
  };
}

async function write(ctx: HubContext) {
  const { services } = ctx;
  const { hosts, own, operator } = await wantedFiles(ctx);
  if (hosts.length < HOST_NAMES.length) ctx.log('no flip-trust: this deployment has no trust host');
  // ssh ends with an error when the folder of its control socket is not there.
  mkdirSync(services.ssh.controlFolder.path, { recursive: true, mode: 0o700 });
  writeOwnSshConfig(own.path, own.text);
  const verified = await verify(ctx, operator, hosts);
  const { changed, backup } = writeSshConfig(operator.path, operator.text, operator.before, services.now());
  ctx.log(changed ? `wrote ${operator.path}` : `${operator.path} said so already`);
  return {
    hosts: hosts.map(({ host, instance }) => `${host} = ${instance}`).join(', '),
    file: operator.path,
    own: own.path,
    verified,
    ...(backup === undefined ? {} : { backup }),
  };
}

/** Asks the real ssh what the new text means, before it is put in place. Throws exit 4 when ssh cannot read it. */
async function verify(ctx: HubContext, file: WantedFiles['operator'], hosts: WantedFiles['hosts']): Promise<string> {
  const { services } = ctx;
  const env = services.childEnvironment();
  const ssh = findProgram('ssh', env.PATH, services.workspace);
  if (ssh === undefined) {
    ctx.warn('tool-missing', 'there is no ssh on PATH: what was written could not be verified with it');
    return 'no ssh on this machine';
  }
  // Beside the real file, so that relative paths of Include mean the same.
  const candidate = join(dirname(file.path), `.flip-hub-${process.pid}.tmp`);
  writeFileAtomic(candidate, Buffer.from(file.text, 'latin1'), 0o600);
  try {
    for (const { host, instance } of hosts) {
      const found = await effectiveConfig({
        ssh,
        configFile: candidate,
        alias: host,
        cwd: services.workspace,
        env,
        signal: ctx.signal,
      });
      if (!found.readable) throw unreadable(file.path, found.said.replaceAll(candidate, file.path));
      const wanted = { hostname: instance, user: 'ubuntu', proxycommand: proxyCommand(services.ssh.proxy()) };
      const other = Object.entries(wanted).filter(([keyword, value]) => found.values.get(keyword) !== value);
      for (const [keyword] of other)
        ctx.warn(
          'ssh-config-shadowed',
          `ssh ${host} takes ${keyword} ${found.values.get(keyword) ?? '(nothing)'} from an earlier line of ${file.path} or a file it includes: move that line below the block; flip-hub itself uses ${ownSshConfig(services.stateDir)} and is not affected`,
        );
      if (other.length > 0) return `shadowed: ${other.map(([keyword]) => keyword).join(', ')}`;
    }
    return 'ssh -G';
  } finally {
    rmSync(candidate, { force: true });
  }
}

function notApplied(ctx: HubContext): HubError {
  return new HubError({
    code: 'terraform-failed',
    who: 'operator',
    what: `the state has no output ${OUTPUT.flip}`,
    cause: 'this environment was not applied yet, or its last apply did not finish',
    next: [`flip-hub apply --env ${ctx.environment}`],
    exit: EXIT.precondition,
  });
}

function unreadable(path: string, said: string): HubError {
  return new HubError({
    code: 'ssh-config-unreadable',
    who: 'operator',
    what: `ssh cannot read ${path}: ${said}`,
    cause: 'the line it names is older than this change; nothing was written',
    next: [`ssh -G -F ${path} flip    repeats it`, 'correct that line, then run the same command again'],
    exit: EXIT.precondition,
  });
}
