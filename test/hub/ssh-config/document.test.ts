import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type BlockText,
  directivesOf,
  instanceIn,
  withBlock,
  withoutManagedBlock,
} from '../../../src/hub/ssh-config/index.ts';
import { findProgram } from '../../../src/tools/process.ts';
import { valuesOf } from '../../../src/tools/ssh/effective.ts';

const block = (alias: string, instance: string, environment = 'stag'): BlockText => ({
  alias,
  environment,
  directives: directivesOf({
    alias,
    instance,
    identityFile: '~/.ssh/host-aws',
    controlFolder: { shown: '~/.ssh', path: '/home/u/.ssh' },
    proxy: {
      kind: 'flip-hub',
      program: ['/usr/bin/node', '/opt/flip-hub/bin/flip-hub.js'],
      environment,
      workspace: '/w',
    },
  }),
});
const flip = block('flip', 'i-0123456789abcdef0');

describe('an operator whose ssh configuration is edited', () => {
  it('gets the block into an empty file', () => {
    expect(withBlock('', flip)).toBe(
      [
        '# Managed by flip-hub (ssh-config, stag): what stands here is replaced',
        'Host flip',
        '    HostName i-0123456789abcdef0',
        '    User ubuntu',
        '    IdentitiesOnly yes',
        '    IdentityFile ~/.ssh/host-aws',
        '    StrictHostKeyChecking accept-new',
        '    ProxyCommand /usr/bin/node /opt/flip-hub/bin/flip-hub.js ssm-proxy %h %p --env stag --workspace /w',
        '    ControlMaster auto',
        '    ControlPath ~/.ssh/cm-flip-%r@%h:%p',
        '    ControlPersist 10m',
        '',
      ].join('\n'),
    );
  });

  it('finds a new block above the first section, where no `Host *` wins over it, and below the comment it would tear off', () => {
    const text = 'AddKeysToAgent yes\n\n# work\nHost *.corp\n  User me\n';
    const got = withBlock(text, flip);
    expect(got.indexOf('Host flip')).toBeLessThan(got.indexOf('# work'));
    expect(got.startsWith('AddKeysToAgent yes\n\n# Managed')).toBe(true);
    expect(got.endsWith('\n\n# work\nHost *.corp\n  User me\n')).toBe(true);
  });

  it.each([
    ['of other tooling', '# FLIP host over SSM\nHost flip\n  HostName i-old\n  User ubuntu\n'],
    ['written with equals signs', 'Host=flip\nHostName=i-old\nUser = bob\n'],
    ['in capitals and quotes, with a comment', 'HOST "flip" # mine\n\tHOSTNAME i-old\n'],
    ['of an older version of ours', withBlock('', block('flip', 'i-old'))],
  ])('keeps its place when the block that is replaced is one %s', (_, old) => {
    const before = 'Host a\n  User a\n\n';
    const after = '\nHost b\n  User b\n';
    const got = withBlock(before + old + after, flip);
    expect(got).toBe(before + withBlock('', flip) + after);
  });

  it('keeps what the operator added to the block, and what only looks like a part of it', () => {
    const got = withBlock(
      'Host flip\n  HostName i-old\n  LocalForward 1 a:2 # mine\n  # why\n\n  ServerAliveInterval 5\nHost b\n',
      flip,
    );
    expect(got).toContain('\n  LocalForward 1 a:2 # mine\n  # why\n\n  ServerAliveInterval 5\nHost b\n');
    expect(got).not.toContain('i-old');
  });

  it('does not take a directive at the margin for a part of an indented block', () => {
    expect(withBlock('Host flip\n  HostName i-old\nUser global\n', flip)).toBe(`${withBlock('', flip)}User global\n`);
  });

  it('keeps blocks that name the alias among others', () => {
    const text = 'Host flip other\n  User x\nHost !flip *\n  User y\nMatch host flip\n  User z\n';
    expect(withBlock(text, flip)).toBe(`${withBlock('', flip)}\n${text}`);
  });

  it('keeps Windows line ends, bytes that are no UTF-8, and a last line without an end', () => {
    const text = Buffer.from('Host a\r\n  User \xe9\xff\r\nHost b', 'latin1').toString('latin1');
    const got = withBlock(text, flip);
    expect(got.endsWith(text)).toBe(true);
    expect(got.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('loses a managed flip-trust when the deployment has none, and never one written by hand', () => {
    const both = withBlock(withBlock('Host x\n  User y\n', block('flip-trust', 'i-t')), flip);
    expect(withoutManagedBlock(both, 'flip-trust')).toBe(withBlock('Host x\n  User y\n', flip));
    const own = 'Host flip-trust\n  HostName mine\n';
    expect(withoutManagedBlock(own, 'flip-trust')).toBe(own);
  });
});

describe('the ControlPath', () => {
  const pathFor = (home: string, alias = 'flip-trust-production') =>
    Object.fromEntries(
      directivesOf({
        alias,
        instance: 'i-0123456789abcdef0',
        identityFile: 'k',
        controlFolder: { shown: '~/.ssh', path: `${home}/.ssh` },
        proxy: { kind: 'aws', region: 'eu-west-2', profile: 'prod' },
      }),
    ).ControlPath;
  it('fits a unix socket whatever the home folder is, or there is none', () => {
    for (let length = 1; length < 200; length += 1) {
      const home = `/${'h'.repeat(length)}`;
      const path = pathFor(home);
      if (path === undefined) continue;
      const expanded = path
        .replace('~', home)
        .replace('%r', 'ubuntu')
        .replace('%h', 'i-0123456789abcdef0')
        .replace('%p', '65535');
      expect(expanded.length + 17).toBeLessThanOrEqual(103);
    }
    expect(pathFor('/home/someone')).toBe('~/.ssh/cm-flip-trust-production-%r@%h:%p');
    expect(pathFor(`/${'h'.repeat(190)}`)).toBeUndefined();
  });
});

/** Pieces of files as people write them; every one may stand anywhere. */
const eol = fc.constantFrom('\n', '\r\n');
const piece = fc.oneof(
  fc.constantFrom(
    '',
    '# a comment',
    '  # an indented one',
    '\t',
    'Host *',
    'Host a b c',
    'Host flip other',
    'Host=x',
    'Host "quoted name"',
    'HOST upper',
    'Match host x',
    'Match all',
    '  HostName 10.0.0.1',
    '\tUser me',
    'Compression yes',
    '  ForwardAgent no',
    'ServerAliveInterval=30',
    '  LocalForward 8080 localhost:80',
    '  SendEnv LANG LC_*',
    'Host flip',
    'host = flip # old',
    '# flip over SSM',
    'Host flip-trust',
    '  IdentityFile ~/.ssh/other',
  ),
);
const file = fc.tuple(fc.array(fc.tuple(piece, eol), { maxLength: 25 }), fc.boolean()).map(([lines, ended]) => {
  const text = lines.map(([line, end]) => line + end).join('');
  return ended ? text : text.replace(/\r?\n$/, '');
});

describe('over generated files', () => {
  const dir = mkdtempSync(join(tmpdir(), 'flip-hub-ssh-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const ssh = findProgram('ssh', process.env.PATH, '/');

  it('an edit is done once and for all: the second changes nothing', () => {
    fc.assert(
      fc.property(file, (text) => {
        const once = withBlock(text, flip);
        expect(withBlock(once, flip)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  it('every line that is no part of a block of that name is still there, byte for byte and in order', () => {
    fc.assert(
      fc.property(file, (text) => {
        const got = withBlock(text, flip);
        const ours = new Set(withBlock('', flip).split('\n'));
        const own = /^\s*(hostname|user|identityfile)\b/i;
        const rest = (t: string) =>
          t
            .split('\n')
            .map((l) => l.replace(/\r$/, ''))
            .filter(
              (l) =>
                l.trim() !== '' &&
                !ours.has(l) &&
                !/^host\s*=?\s*flip(\s+#.*)?$/i.test(l) &&
                !/SSM/.test(l) &&
                !own.test(l),
            );
        expect(rest(got)).toEqual(rest(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('the instance that is read back is the one that was written, whatever else the file holds', () => {
    fc.assert(
      fc.property(file, (text) => {
        expect(instanceIn(withBlock(text, flip), 'flip')).toBe('i-0123456789abcdef0');
      }),
      {
        numRuns: 2000,
      },
    );
  });

  it.skipIf(ssh === undefined)(
    'the real ssh takes our values, unless an earlier line of the file says otherwise',
    () => {
      let ours = 0;
      fc.assert(
        fc.property(file, (text) => {
          const path = join(dir, 'config');
          const effective = (content: string) => {
            writeFileSync(path, content, 'latin1');
            try {
              return valuesOf(
                execFileSync(ssh as string, ['-G', '-F', path, 'flip'], { encoding: 'utf8', stdio: 'pipe' }),
              );
            } catch {
              return undefined;
            }
          };
          const got = withBlock(text, flip);
          const values = effective(got);
          // A file that ssh refuses was refused before.
          if (values === undefined) {
            expect(effective(text)).toBeUndefined();
            return;
          }
          const before = effective(got.slice(0, got.search(/^host\s*=?\s*flip\b(?! other)/im)));
          if (before === undefined || before.get('hostname') === 'flip') {
            expect(values.get('hostname')).toBe('i-0123456789abcdef0');
            ours += 1;
          }
          expect(values.get('proxycommand')).toContain('ssm-proxy');
        }),
        { numRuns: 150 },
      );
      expect(ours).toBeGreaterThan(50);
    },
  );
});
