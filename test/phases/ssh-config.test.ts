/** The step against the real ssh, with a home folder and two workspaces of the test's own. */
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENVIRONMENTS } from '../../src/engine/environments.ts';
import type { HubError } from '../../src/engine/errors/hub-error.ts';
import { instanceOf, type SshProxy } from '../../src/hub/ssh-config/index.ts';
import { sshConfig } from '../../src/phases/pipeline/ssh-config.ts';
import type { HubContext } from '../../src/phases/services.ts';
import { findProgram } from '../../src/tools/process.ts';
import { valuesOf } from '../../src/tools/ssh/effective.ts';

const BASTION = 'i-0aaaaaaaaaaaaaaaa';
const TRUST = 'i-0bbbbbbbbbbbbbbbb';
const ssh = findProgram('ssh', process.env.PATH, '/');

describe.skipIf(ssh === undefined)('ssh-config', () => {
  let dir: string;
  let config: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'flip-hub-ssh-config-'));
    config = join(dir, '.ssh', 'config');
    mkdirSync(join(dir, '.ssh'), { mode: 0o700 });
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const stateDir = (env: 'stag' | 'production') => join(dir, 'w', '.flip-hub', env);
  const step = (env: 'stag' | 'production', outputs: Record<string, string>, proxy?: SshProxy) => {
    const said: string[] = [];
    const stdout = JSON.stringify(Object.fromEntries(Object.entries(outputs).map(([k, value]) => [k, { value }])));
    const ctx = {
      environment: env,
      signal: new AbortController().signal,
      memo: new Map([['terraform-session', Promise.resolve({ run: async () => ({ stdout }) })]]),
      log: () => {},
      warn: (code: string, what: string) => said.push(`${code}: ${what}`),
      services: {
        environment: ENVIRONMENTS[env],
        workspace: dir,
        stateDir: stateDir(env),
        now: () => new Date('2026-01-02T03:04:05.678Z'),
        childEnvironment: () => ({ PATH: process.env.PATH ?? '', HOME: dir }),
        ssh: {
          identityFile: '~/.ssh/host-aws',
          operatorConfig: config,
          controlFolder: { shown: join(dir, '.ssh'), path: join(dir, '.ssh') },
          proxy: () => proxy ?? { kind: 'flip-hub', program: ['/n', '/f'], environment: env, workspace: dir },
        },
      },
    } as unknown as HubContext;
    return { run: () => sshConfig.run(ctx), prove: () => sshConfig.prove(ctx), said };
  };
  const effective = (file: string, alias: string) =>
    valuesOf(execFileSync(ssh as string, ['-G', '-F', file, alias], { encoding: 'utf8' }));

  it('leaves what the real ssh then uses, a file nobody else reads, and a dated copy of what was there', async () => {
    writeFileSync(config, 'Host *\n  User me\n', { mode: 0o644 });
    await step('stag', { Ec2InstanceId: BASTION, TrustEc2InstanceId: TRUST }).run();
    const flip = effective(config, 'flip');
    expect(flip.get('hostname')).toBe(BASTION);
    expect(flip.get('user')).toBe('ubuntu');
    expect(flip.get('proxycommand')).toBe(`/n /f ssm-proxy %h %p --env stag --workspace ${dir}`);
    expect(effective(config, 'flip-trust').get('hostname')).toBe(TRUST);
    expect(effective(config, 'elsewhere').get('user')).toBe('me');
    expect(statSync(config).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(dir, '.ssh', 'config.backup.20260102_030405_678'), 'utf8')).toBe('Host *\n  User me\n');
  });

  it('does nothing the second time, and proves itself', async () => {
    const { run, prove } = step('stag', { Ec2InstanceId: BASTION });
    expect(await prove()).toBe('not done');
    await run();
    const before = readFileSync(config);
    expect(await prove()).toBe('proven');
    await run();
    expect(readFileSync(config)).toEqual(before);
    expect(readdirSync(join(dir, '.ssh'))).toEqual(['config']);
  });

  it("never changes where production's commands go when staging's aliases are written", async () => {
    await step('production', { Ec2InstanceId: 'i-0dddddddddddddddd', TrustEc2InstanceId: 'i-0eeeeeeeeeeeeeeee' }).run();
    const before = readFileSync(join(stateDir('production'), 'ssh_config'));
    await step('stag', { Ec2InstanceId: BASTION }).run();
    expect(readFileSync(join(stateDir('production'), 'ssh_config'))).toEqual(before);
    const own = (env: 'stag' | 'production', alias: string) => effective(join(stateDir(env), 'ssh_config'), alias);
    expect(own('production', 'flip-production').get('hostname')).toBe('i-0dddddddddddddddd');
    expect(own('production', 'flip-production').get('proxycommand')).toContain('--env production');
    expect(own('stag', 'flip-stag').get('hostname')).toBe(BASTION);
    // An alias of one environment means nothing in the file of the other.
    expect(own('stag', 'flip-production').get('hostname')).toBe('flip-production');
    expect(instanceOf(stateDir('production'), 'production', 'flip-trust')).toBe('i-0eeeeeeeeeeeeeeee');
    // Both aliases of the operator's file lead to one environment: staging has no trust host, so neither has the file.
    expect(effective(config, 'flip').get('hostname')).toBe(BASTION);
    expect(effective(config, 'flip-trust').get('hostname')).toBe('flip-trust');
    expect(() => instanceOf(stateDir('stag'), 'stag', 'flip-trust')).toThrow(/no trust host/);
  });

  it('says which value an included file takes away, and leaves that file alone', async () => {
    const included = join(dir, 'included');
    writeFileSync(included, 'Host flip\n  User eve\n');
    writeFileSync(config, `Include ${included}\n`);
    const { run, said } = step('stag', { Ec2InstanceId: BASTION });
    expect(await run()).toMatchObject({ verified: 'shadowed: user' });
    expect(said.join()).toMatch(/ssh-config-shadowed: ssh flip takes user eve/);
    expect(readFileSync(included, 'utf8')).toBe('Host flip\n  User eve\n');
  });

  it('writes nothing into a file that ssh cannot read, and names the line', async () => {
    writeFileSync(config, 'Host a\n  NoSuchKeyword 1\n');
    const error = await step('stag', { Ec2InstanceId: BASTION })
      .run()
      .catch((e: unknown) => e);
    expect((error as HubError).fields).toMatchObject({ code: 'ssh-config-unreadable', exit: 4 });
    expect((error as HubError).fields.what).toMatch(/config: .*NoSuchKeyword|nosuchkeyword/i);
    expect(readFileSync(config, 'utf8')).toBe('Host a\n  NoSuchKeyword 1\n');
    expect(readdirSync(join(dir, '.ssh'))).toEqual(['config']);
  });

  it('keeps a link to a folder of dotfiles a link', async () => {
    const real = join(dir, 'dotfiles');
    writeFileSync(real, 'Host a\n  User b\n');
    symlinkSync(real, config);
    await step('stag', { Ec2InstanceId: BASTION }).run();
    expect(readFileSync(real, 'utf8')).toContain('Host flip');
    expect(readFileSync(real, 'utf8')).toMatch(/Host a\n {2}User b\n$/);
  });

  it('goes through the AWS CLI where this program may vanish', async () => {
    await step('stag', { Ec2InstanceId: BASTION }, { kind: 'aws', region: 'eu-west-2', profile: 'stag' }).run();
    expect(effective(config, 'flip').get('proxycommand')).toBe(
      'aws ssm start-session --target %h --document-name AWS-StartSSHSession --parameters portNumber=%p --region eu-west-2 --profile stag',
    );
  });

  it('refuses before an apply, with the command that helps', async () => {
    const error = await step('stag', { TrustEc2InstanceId: TRUST })
      .run()
      .catch((e: unknown) => e);
    expect((error as HubError).fields).toMatchObject({ exit: 4, next: ['flip-hub apply --env stag'] });
  });
});
