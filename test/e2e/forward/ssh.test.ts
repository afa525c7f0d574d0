/**
 * Real OpenSSH through `ssm-proxy` and the stand-in: ssh, scp and flip-hub's own `ssh` against a daemon of the test's own,
 * with the connection to the message service cut again and again.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { findProgram } from '../../../src/tools/process.ts';
import { collect, PROGRAM } from '../../rehearsal/support/program.ts';
import { skipWithout } from '../../rehearsal/support/requirements.ts';
import { PtyTerminal } from '../../terminal/pty-terminal.ts';
import { ForwardWorld, freePorts } from './support.ts';

const MEGABYTE = 1024 * 1024;
const COPY = 50 * MEGABYTE;
const CUTS = 5;
const call = promisify(execFile);
const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe.skipIf(await skipWithout('moto', 'sshd'))('ssh through sessions', () => {
  let world: ForwardWorld;
  let sshd: ChildProcess;
  let own: string;
  const me = userInfo().username;
  /** The user of a real host does not exist here; nothing else is changed, and no master connection outlives a test. */
  const here = ['-o', `User=${me}`, '-o', 'ControlPath=none'];

  beforeAll(async () => {
    world = new ForwardWorld('ssh');
    await using first = await world.start();
    await first.waitFor((r) => r.stdout.includes('grafana: ready'), 240_000);
    first.child.kill('SIGINT');
    await first.ended;
    own = join(world.box.workspace, '.flip-hub', 'stag');
    const [port = 0] = await freePorts(1);
    sshd = await startSshd(join(world.box.dir, 'sshd'), port, join(own, 'host-aws.pub'));
    await world.tell(`places?port=22&to=${port}`);
  });
  afterAll(async () => {
    sshd?.kill();
    await world[Symbol.asyncDispose]();
  });

  const ssh = (...words: string[]) =>
    call('ssh', ['-F', join(own, 'ssh_config'), ...here, 'flip-trust-stag', ...words], { env: world.box.env });

  test('a command runs, its output is whole, its exit code comes back, and the session is ended', async () => {
    expect((await ssh('printf "a\\nb\\r\\0c"')).stdout).toBe('a\nb\r\0c');
    await expect(ssh('exit 7')).rejects.toMatchObject({ code: 7 });
    await expect.poll(async () => (await world.sessions()).active, { timeout: 30_000 }).toEqual([]);
  });

  test(`scp copies 50 MB whole while the connection is cut ${CUTS} times`, async () => {
    const from = join(world.box.dir, 'from');
    const to = join(world.box.dir, 'to');
    const bytes = randomBytes(COPY);
    writeFileSync(from, bytes);
    let over = false;
    const copy = call('scp', ['-F', join(own, 'ssh_config'), ...here, from, `flip-trust-stag:${to}`], {
      env: world.box.env,
    }).finally(() => {
      over = true;
    });
    copy.catch(() => undefined);
    let cuts = 0;
    for (; cuts < CUTS && !over; ) {
      const arrived = statSync(to, { throwIfNoEntry: false })?.size ?? 0;
      if (arrived > ((cuts + 0.5) * COPY) / CUTS) {
        await world.tell('reset');
        cuts += 1;
      } else await delay(50);
    }
    await copy;
    expect(cuts).toBe(CUTS);
    expect(hash(readFileSync(to))).toBe(hash(bytes));
  });

  test('scp brings a file back whole while the connection is cut twice', async () => {
    const from = join(world.box.dir, 'there');
    const to = join(world.box.dir, 'here');
    const bytes = randomBytes(4 * MEGABYTE);
    writeFileSync(from, bytes);
    let over = false;
    const copy = call('scp', ['-F', join(own, 'ssh_config'), ...here, `flip-trust-stag:${from}`, to], {
      env: world.box.env,
    }).finally(() => {
      over = true;
    });
    copy.catch(() => undefined);
    let cuts = 0;
    for (; cuts < 2 && !over; ) {
      if ((statSync(to, { throwIfNoEntry: false })?.size ?? 0) > (cuts + 1) * MEGABYTE) {
        await world.tell('reset');
        cuts += 1;
      } else await delay(20);
    }
    await copy;
    expect(cuts).toBe(2);
    expect(hash(readFileSync(to))).toBe(hash(bytes));
  });

  test('`flip-hub ssh` is a shell in this terminal: its size, its keys, its exit code', async () => {
    // Its own ssh reads nothing but the environment's file, so the user of this machine goes in there.
    const file = join(own, 'ssh_config');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll('User ubuntu', `User ${me}`));
    await using terminal = new PtyTerminal(process.execPath, [PROGRAM, ...world.reach('ssh', 'flip-trust')], {
      columns: 91,
      rows: 27,
      cwd: world.box.dir,
      env: world.box.env,
      patienceMs: 60_000,
    });
    terminal.keys('stty size; echo ready-$((40+2))\r');
    await terminal.waitFor('ready-42');
    expect(terminal.text()).toContain('27 91');
    terminal.resize(100, 30);
    terminal.keys('sleep 1000\r');
    await terminal.waitFor('sleep 1000');
    terminal.keys('\u0003');
    terminal.keys('stty size; echo again-$((40+3))\r');
    await terminal.waitFor('again-43');
    expect(terminal.text()).toContain('30 100');
    terminal.keys('exit 5\r');
    expect((await terminal.exited()).code).toBe(5);
    // In a script there is no terminal: the output of a command comes as it is, and nothing else is said.
    const ran = await world.run('ssh', 'flip-trust', 'printf "a\\nb"; exit 6');
    expect(ran).toMatchObject({ code: 6, stdout: 'a\nb', stderr: '' });
    writeFileSync(file, text);
  });

  test('nothing but the host speaks on standard output: a host that is not there is said on standard error', async () => {
    const words = world.reach('ssm-proxy', 'i-00000000000000f12', '2222');
    const child = spawn(process.execPath, [PROGRAM, ...words], { cwd: world.box.dir, env: world.box.env });
    // A client of ssh speaks first and waits.
    child.stdin.write('SSH-2.0-test\r\n');
    const ran = await collect(child);
    expect(ran.stdout).toBe('');
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/^error \(ssm-port-closed\): .*2222/m);
  });
});

async function startSshd(dir: string, port: number, publicKey: string): Promise<ChildProcess> {
  mkdirSync(dir, { mode: 0o700 });
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  await call('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, 'host')]);
  const config = join(dir, 'config');
  writeFileSync(
    config,
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(dir, 'host')}`,
      `PidFile ${join(dir, 'pid')}`,
      `AuthorizedKeysFile ${publicKey}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'PermitRootLogin prohibit-password',
      'Subsystem sftp internal-sftp',
      '',
    ].join('\n'),
  );
  const file = findProgram('sshd', `${process.env.PATH}:/usr/sbin`, '/') as string;
  const child = spawn(file, ['-D', '-e', '-f', config], { stdio: 'ignore' });
  await vi.waitUntil(() => answers(port), { timeout: 20_000 });
  return child;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
