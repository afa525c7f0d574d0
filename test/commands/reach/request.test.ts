/** What `forward-trust` is asked for, and where this program lets ssh go through. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CommandContext, Options } from '../../../src/commands/context.ts';
import { isLoopback, reachesDatabase, readRequest, specsOf } from '../../../src/commands/reach/request.ts';
import { isPassing, sshSettings } from '../../../src/commands/ssh-settings.ts';
import { ENVIRONMENTS } from '../../../src/engine/environments.ts';
import type { HubServices } from '../../../src/phases/services.ts';
import { ownFolder } from '../../engine/run/own-folder.ts';

const DB = 'flip.abc.eu-west-2.rds.amazonaws.com';

function services(): HubServices {
  const workspace = ownFolder();
  const stateDir = join(workspace, '.flip-hub', 'production');
  mkdirSync(stateDir, { recursive: true });
  writeFileSync(
    join(stateDir, 'ssh_config'),
    'Host flip-production\n    HostName i-0b\nHost flip-trust-production\n    HostName i-0t\n',
  );
  return {
    environment: ENVIRONMENTS.production,
    workspace,
    stateDir,
    settings: () => ({ required: () => DB, text: () => DB }),
  } as unknown as HubServices;
}
const asked = (options: Options, remembered?: string[], kit?: string) => {
  const given = services();
  if (kit !== undefined) {
    mkdirSync(join(given.workspace, 'trust'));
    writeFileSync(join(given.workspace, 'trust', '.env.KCL.production'), kit);
  }
  const specs = specsOf(readRequest(options), remembered, given, { options } as CommandContext);
  return { specs, services: given };
};

describe('forwards', () => {
  it('are the pages of the trust when nothing is named, what was used last, or what is named', () => {
    expect(asked({}).specs.map((s) => `${s.id} ${s.localPort} ${s.target.instance}`)).toEqual([
      'xnat 8105 i-0t',
      'orthanc 8042 i-0t',
      'trust-api 8020 i-0t',
      'imaging-api 8001 i-0t',
      'data-access-api 8010 i-0t',
      'grafana 3000 i-0t',
    ]);
    expect(asked({}, ['grafana', '9000:80']).specs.map((s) => s.id)).toEqual(['grafana', '9000:80']);
    expect(asked({ only: ['db'] }, ['grafana']).specs).toMatchObject([
      { id: 'db', target: { kind: 'remote', instance: 'i-0b', host: DB, port: 5432 } },
    ]);
  });

  it('follow the ports of the kit, and of the command line', () => {
    const { specs } = asked({ port: ['grafana=13000'] }, undefined, 'XNAT_WEB_PORT=9105\nGRAFANA_PORT=3001\n');
    expect(specs.find((s) => s.id === 'xnat')).toMatchObject({ localPort: 9105, target: { port: 9105 } });
    expect(specs.find((s) => s.id === 'grafana')).toMatchObject({ localPort: 13000, target: { port: 3001 } });
  });

  it.each([
    [{ only: ['nothing'] }],
    [{ port: ['xnat'] }],
    [{ port: ['xnat=99999'] }],
    [{ bind: 'localhost' }],
    [{ transport: 'carrier-pigeon' }],
    [{ pool: '9' }],
  ] as Options[][])('%j is refused as usage', (options) => {
    expect(() => readRequest(options as Options)).toThrow(
      expect.objectContaining({ fields: expect.objectContaining({ exit: 2 }) }),
    );
  });

  it('to a database are known under any name, or production would be opened without a question', () => {
    const reached = (only: string) => {
      const { specs, services: of } = asked({ only: [only] });
      return specs.map((spec) => reachesDatabase(spec, of));
    };
    expect(reached('db')).toEqual([true]);
    expect(reached(`9999:${DB.toUpperCase()}:9999`)).toEqual([true]);
    expect(reached('15432:5432')).toEqual([true]);
    expect(reached('xnat')).toEqual([false]);
  });

  it('listen for this machine alone unless told', () => {
    expect(readRequest({}).bind).toBe('127.0.0.1');
    expect(['127.0.0.1', '127.1.2.3', '::1'].map(isLoopback)).toEqual([true, true, true]);
    expect(['0.0.0.0', '::', '192.168.0.2', '::ffff:127.0.0.1'].map(isLoopback)).toEqual([false, false, false, false]);
  });
});

describe('what carries ssh', () => {
  const proxy = (packageDir: string, asked?: string) =>
    sshSettings({
      ctx: {
        command: 'ssh-config',
        packageDir,
        options: asked === undefined ? {} : { proxy: asked },
      } as CommandContext,
      environment: ENVIRONMENTS.stag,
      workspace: '/w',
      publicKeyFile: '/home/op/.ssh/host-aws.pub',
      rehearsal: false,
      awsCli: () => ({ region: 'eu-west-2', profile: 'stag' }),
    }).proxy();

  it('is this program by its absolute path where it is installed', () => {
    expect(proxy('/usr/lib/node_modules/flip-hub')).toMatchObject({
      kind: 'flip-hub',
      program: [process.execPath, '/usr/lib/node_modules/flip-hub/bin/flip-hub.js'],
    });
  });

  it.each([
    '/home/op/.npm/_npx/1a2b3c/node_modules/flip-hub',
    '/home/op/.cache/pnpm/dlx-4711/node_modules/flip-hub',
    '/home/op/.cache/pnpm/dlx/4711/node_modules/flip-hub',
    '/tmp/xfs-0a1b/dlx-99/node_modules/flip-hub',
    '/tmp/bunx-0-flip-hub@latest/node_modules/flip-hub',
  ])('is the AWS CLI from %s, which may be gone tomorrow', (dir) => {
    expect(isPassing(dir)).toBe(true);
    expect(proxy(dir)).toEqual({ kind: 'aws', region: 'eu-west-2', profile: 'stag' });
    expect(proxy(dir, 'flip-hub').kind).toBe('flip-hub');
  });

  it('is the AWS CLI when asked, and nothing that is not known', () => {
    expect(proxy('/opt/flip-hub', 'aws').kind).toBe('aws');
    expect(() => proxy('/opt/flip-hub', 'ssh')).toThrow('--proxy knows');
  });
});
