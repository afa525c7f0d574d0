import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Check } from '../../src/doctor/check.ts';
import { CHECKS } from '../../src/doctor/checks/index.ts';
import { howToInstall, INSTALLABLE, type Installable } from '../../src/doctor/install.ts';
import { operatingSystemOf } from '../../src/doctor/operating-system.ts';
import { runChecks } from '../../src/doctor/run-checks.ts';
import { SAMPLE } from '../hub/env-file/sample.ts';
import { type Machine, machine } from './machine.ts';

const check = (id: string): Check => {
  const found = CHECKS.find((c) => c.id === id);
  if (!found) throw new Error(`no check ${id}`);
  return found;
};

describe('versions', () => {
  it.each([
    ['terraform', { terraform: 'Terraform v1.13.1\non linux_amd64\n' }, 'ok', '1.13.1'],
    ['terraform', { terraform: 'Terraform v1.14.0-beta1\n' }, 'ok', '1.14.0-beta1'],
    ['terraform', { terraform: 'Terraform v1.11.4\n' }, 'fail', '1.11.4'],
    ['aws-cli', { aws: 'aws-cli/2.31.2 Python/3.13.7 Linux/6' }, 'ok', '2.31.2'],
    ['aws-cli', { aws: 'aws-cli/1.45.11 Python/3.11.7' }, 'fail', '1.45.11'],
    ['python', { python3: 'Python 3.12.0' }, 'ok', '3.12.0'],
    ['python', { python3: 'Python 3.9.2' }, 'fail', '3.9.2'],
    ['uv', { uv: 'uv 0.9.5 (d5f39331a 2026-10-21)' }, 'ok', '0.9.5'],
    ['ssh', { ssh: { stderr: 'OpenSSH_9.2p1 Debian-2+deb12u3, OpenSSL 3.0.15\n' } }, 'ok', '9.2'],
    ['git', { git: 'git version 2.39.5 (Apple Git-154)' }, 'ok', '2.39.5'],
    ['npm', { npm: '11.19.1\n' }, 'ok', '11.19.1'],
    ['docker', { docker: 'Docker version 27.3.1, build ce12230' }, 'ok', '27.3.1'],
    ['docker-compose', { 'docker compose version --short': 'v2.29.7' }, 'ok', '2.29.7'],
    [
      'docker-compose',
      { 'docker compose version --short': { exit: 1, stderr: "'compose' is not a docker command" } },
      'fail',
      'broken',
    ],
    ['uv', { uv: { timedOut: true } }, 'unknown', 'no answer'],
    ['uv', {}, 'fail', 'not found'],
  ] as const)('%s: %o is %s', async (id, says, verdict, found) => {
    expect(await check(id).look(machine({ says }))).toMatchObject({ verdict, found });
  });

  it('a Terraform that is enough for a rehearsal is told so, or its owner would not try one', async () => {
    const finding = await check('terraform').look(machine({ says: { terraform: 'Terraform v1.11.4\n' } }));
    expect(finding.why).toMatch(/enough for a rehearsal/);
    const older = await check('terraform').look(machine({ says: { terraform: 'Terraform v1.5.0\n' } }));
    expect(older.why).not.toMatch(/enough for a rehearsal/);
  });
});

describe('what a check concerns', () => {
  const concerned = async (stag: string | undefined) =>
    (await runChecks(CHECKS, machine(stag === undefined ? {} : { stag }), () => undefined)).map((c) => c.check.id);

  it('a hub without a trust needs no docker, and is not stopped by its absence', async () => {
    expect(await concerned(SAMPLE.replace(/^DEPLOY_TRUST_EC2=.*$/m, 'DEPLOY_TRUST_EC2=true'))).toContain('docker');
    expect(await concerned(SAMPLE.replace(/^DEPLOY_TRUST_EC2=.*$/m, 'DEPLOY_TRUST_EC2=false'))).not.toContain('docker');
  });

  it('what nobody needs is a note: a missing plugin blocks nothing', async () => {
    const all = await runChecks(CHECKS, machine(), () => undefined);
    expect(all.find((c) => c.check.id === 'session-manager-plugin')?.verdict).toBe('warn');
  });

  it('a plugin that the ssh aliases need blocks what goes through them, when it is missing or too old', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'flip-hub-doctor-plugin-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    mkdirSync(join(dir, '.flip-hub', 'stag'), { recursive: true });
    const config = join(dir, '.flip-hub', 'stag', 'ssh_config');
    const plugin = async (given: Machine) => {
      const all = await runChecks(CHECKS, machine({ workspace: dir, stag: SAMPLE, ...given }), () => undefined);
      return all.filter((c) => c.check.id.startsWith('session-manager-plugin')).map((c) => [c.check.id, c.verdict]);
    };
    writeFileSync(config, 'Host flip-stag\n    ProxyCommand /n /f ssm-proxy %h %p\n');
    expect(await plugin({})).toEqual([['session-manager-plugin', 'warn']]);
    expect(await plugin({ passing: true })).toEqual([['session-manager-plugin-for-ssh', 'fail']]);
    writeFileSync(config, 'Host flip-stag\n    ProxyCommand aws ssm start-session --target %h\n');
    expect(await plugin({})).toEqual([['session-manager-plugin-for-ssh', 'fail']]);
    expect(await plugin({ says: { 'session-manager-plugin': '1.2.677.0\n' } })).toEqual([
      ['session-manager-plugin-for-ssh', 'fail'],
    ]);
    expect(await plugin({ says: { 'session-manager-plugin': '1.2.764.0\n' } })).toEqual([
      ['session-manager-plugin-for-ssh', 'ok'],
    ]);
  });

  it('every check that can fail says who needs it, what is needed, and has a bound', () => {
    for (const c of CHECKS) {
      expect(c.needed).not.toBe('');
      expect(c.boundMs).toBeLessThanOrEqual(15_000);
      if (!['session-manager-plugin', 'aws-profile-development'].includes(c.id))
        expect(c.neededBy.length, c.id).toBeGreaterThan(0);
    }
    expect(new Set(CHECKS.map((c) => c.id)).size).toBe(CHECKS.length);
  });
});

describe('looking at everything', () => {
  const row = (id: string, look: Check['look'], boundMs = 1000): Check => ({
    id,
    title: id,
    needed: 'x',
    neededBy: ['deploy'],
    boundMs,
    look,
  });

  it('goes side by side: nobody waits for the sum of all programs', async () => {
    let running = 0;
    let most = 0;
    const gate = Promise.withResolvers<void>();
    const look = async () => {
      running += 1;
      most = Math.max(most, running);
      if (running === 3) gate.resolve();
      await gate.promise;
      return { verdict: 'ok' as const };
    };
    await runChecks([row('a', look), row('b', look), row('c', look)], machine(), () => undefined);
    expect(most).toBe(3);
  });

  it('one that hangs and one that throws are unknowns with a reason; the others are told', async () => {
    const told: string[] = [];
    const all = await runChecks(
      [
        row('hangs', () => new Promise(() => undefined), 20),
        row('throws', async () => {
          throw new Error('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND sts') });
        }),
        row('fine', async () => ({ verdict: 'ok' })),
      ],
      machine(),
      (c) => told.push(c.check.id),
    );
    expect(all.map((c) => c.verdict)).toEqual(['unknown', 'unknown', 'ok']);
    expect(all[0]?.why).toMatch(/nothing within/);
    expect(all[1]?.why).toContain('ENOTFOUND');
    expect(told.sort()).toEqual(['fine', 'hangs', 'throws']);
  });
});

/** What a fix would do on a system with this `/etc/os-release`: every program it calls only says how it was called. */
function dryRun(program: Installable, os: 'debian' | 'fedora', osRelease: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'doctor-install-'));
  try {
    writeFileSync(join(dir, 'os-release'), osRelease);
    for (const name of ['sudo', 'curl', 'dpkg'])
      writeFileSync(join(dir, name), `#!/bin/sh\necho "$(basename "$0") $*"\n[ -t 0 ] || cat\n`, { mode: 0o755 });
    const [fix] = howToInstall(program, os);
    if (typeof fix !== 'object') throw new Error(`${program} has no command on ${os}`);
    const command = fix.command.replaceAll('/etc/os-release', join(dir, 'os-release'));
    return execFileSync('sh', ['-c', command], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, PATH: `${dir}:${process.env.PATH}` },
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

describe('how to fix it here', () => {
  it.each([
    ['linux', 'ID=ubuntu\nID_LIKE=debian\n', '', 'debian'],
    ['linux', 'ID=debian\n', '', 'debian'],
    ['linux', 'ID="rhel"\nID_LIKE="fedora"\n', '', 'fedora'],
    ['linux', 'ID=ubuntu\n', 'Linux version 5.15 (Microsoft@Microsoft.com)', 'wsl'],
    ['linux', 'ID=nixos\n', '', 'other'],
    ['darwin', '', '', 'macos'],
    ['freebsd', '', '', 'other'],
  ] as const)('%s with %j is %4$s', (platform, osRelease, procVersion, os) => {
    expect(operatingSystemOf(platform, osRelease, procVersion)).toBe(os);
  });

  it.each(['debian', 'fedora', 'macos', 'wsl'] as const)(
    'on %s every program has a command that a shell can read, and says so when it needs root',
    (os) => {
      for (const program of INSTALLABLE) {
        // OpenSSH is a part of macOS.
        if (os === 'macos' && program === 'ssh') continue;
        const [fix] = howToInstall(program, os);
        if (typeof fix !== 'object') throw new Error(`${program} has no command on ${os}`);
        execFileSync('sh', ['-n', '-c', fix.command]);
        if (/\bsudo\b/.test(fix.command)) expect(fix.root, program).toBe(true);
      }
    },
  );

  it.each([
    ['fedora', 'fedora/hashicorp.repo'],
    ['rhel', 'RHEL/hashicorp.repo'],
    ['rocky', 'RHEL/hashicorp.repo'],
    ['amzn', 'AmazonLinux/hashicorp.repo'],
  ])('Terraform on %s comes from the repository that was made for it: the wrong one has no packages', (id, path) => {
    const said = dryRun('terraform', 'fedora', `ID=${id}\n`);
    expect(said).toContain(`curl -fsSLo /etc/yum.repos.d/hashicorp.repo https://rpm.releases.hashicorp.com/${path}`);
  });

  it('a derivative of Ubuntu gets the packages of its Ubuntu, which alone exist', () => {
    const said = dryRun('terraform', 'debian', 'ID=linuxmint\nVERSION_CODENAME=wilma\nUBUNTU_CODENAME=noble\n');
    expect(said).toContain('https://apt.releases.hashicorp.com noble main');
    expect(dryRun('terraform', 'debian', 'ID=debian\nVERSION_CODENAME=trixie\n')).toContain(
      'hashicorp.com trixie main',
    );
  });

  it('is a command of this system, or a page; what needs root says so', () => {
    expect(howToInstall('git', 'wsl')).toEqual([
      { command: 'sudo apt-get update && sudo apt-get install -y git', root: true },
    ]);
    expect(howToInstall('uv', 'macos')).toEqual([{ command: 'brew install uv' }]);
    expect(howToInstall('git', 'other')).toEqual([expect.stringContaining('https://')]);
  });
});
