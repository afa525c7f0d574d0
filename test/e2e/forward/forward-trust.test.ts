/** The forward manager as an operator uses it: the whole program, sessions of the stand-in, pages behind them. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { anyEvent } from '../../../src/engine/events/schema.ts';
import { findProgram } from '../../../src/tools/process.ts';
import { PROGRAM } from '../../rehearsal/support/program.ts';
import { skipWithout } from '../../rehearsal/support/requirements.ts';
import { KEY } from '../../terminal/keys.ts';
import { PtyTerminal } from '../../terminal/pty-terminal.ts';
import { ForwardWorld, freePorts, IDS, portFlags, Running } from './support.ts';

const all = (words: string) => (r: Running) => IDS.every((id) => new RegExp(`^${id}: ${words}`, 'm').test(r.stdout));
const READY = 'ready.* http';

const noBrowser = await skipWithout('chromium');
const noDatabase = await skipWithout('postgres');

describe.skipIf(await skipWithout('moto'))('forward-trust', () => {
  let world: ForwardWorld;
  beforeAll(async () => {
    world = new ForwardWorld('forwards');
    await using first = await world.start();
    await first.waitFor(all(READY), 240_000);
    await first.waitFor((r) => r.stdout.includes('orthanc: ready (401)'));
    const page = await fetch(`http://localhost:${world.ports[2]}/docs`);
    expect(await page.text()).toContain('<h1>trust-api</h1>');
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(130);
    expect(first.stdout).toMatch(/6 sessions ended, every port closed/);
    expect((await world.sessions()).active).toEqual([]);
    await expect(fetch(`http://localhost:${world.ports[2]}/docs`)).rejects.toThrow();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test('what a killed manager left open at AWS is ended and named by the next one', async () => {
    {
      await using killed = new Running(world.box, world.reach('forward-trust', '--plain', ...portFlags(world.ports)));
      await killed.waitFor(all(READY));
      killed.child.kill('SIGKILL');
      await killed.ended;
    }
    const left = (await world.sessions()).active;
    expect(left).toHaveLength(6);
    await using next = new Running(world.box, world.reach('forward-trust', '--plain', ...portFlags(world.ports)));
    await next.waitFor(all(READY));
    for (const id of left) expect(next.stderr).toContain(id);
    expect(next.stderr).toMatch(/ended 6 sessions that pid \d+ left open/);
    const now = (await world.sessions()).active;
    expect(now).toHaveLength(6);
    expect(now.filter((id) => left.includes(id))).toEqual([]);
    next.child.kill('SIGTERM');
    expect(await next.ended).toBe(143);
    expect((await world.sessions()).active).toEqual([]);
  });

  test('a port in use costs that one forward, with the name of who has it and what to do, and no session', async () => {
    const [port = 0] = world.ports;
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    try {
      await using running = new Running(world.box, world.reach('forward-trust', '--json', ...portFlags(world.ports)));
      await running.waitFor((r) => (r.stdout.match(/"state":"ready/g) ?? []).length >= 5);
      expect((await world.sessions()).active).toHaveLength(5);
      running.child.kill('SIGINT');
      await running.ended;
      const events = running.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      for (const event of events) expect(anyEvent.safeParse(event).error).toBeUndefined();
      const xnat = events.find((e) => e.type === 'forward' && e.id === 'xnat' && e.state === 'failed');
      expect(xnat?.cause).toMatch(new RegExp(`port ${port} is used by .+ \\(pid ${process.pid}\\); --port xnat=\\d+`));
      expect(events.at(-1)).toMatchObject({ type: 'run-finished', exit: 130 });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test('when nothing could be opened it does not stay: the exit code says why', async () => {
    const [port = 0] = world.ports;
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const ran = await world.run('forward-trust', '--plain', '--only', 'xnat', '--port', `xnat=${port}`);
    await new Promise((resolve) => server.close(resolve));
    expect(ran.code).toBe(4);
    // What was named in a rehearsal is not what the real environment opens next time.
    const kept = join(world.box.env.XDG_CONFIG_HOME ?? '', 'flip-hub');
    const preferences = existsSync(kept) ? readdirSync(kept).map((name) => readFileSync(join(kept, name), 'utf8')) : [];
    expect(preferences.join()).not.toMatch(/"forwards"\s*:/);
  });

  test.skipIf(noDatabase)('the database answers behind the bastion in its own words', async () => {
    const [local = 0] = await freePorts(1);
    await using running = new Running(
      world.box,
      world.reach('forward-trust', '--json', '--only', 'db', '--port', `db=${local}`),
    );
    await running.waitFor((r) => /"id":"db","state":"ready"/.test(r.stdout));
    const client = connect(local, '127.0.0.1');
    // PostgreSQL's question for TLS, whose answer is one letter.
    client.write(Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]));
    const answer = await new Promise<Buffer>((resolve, reject) => client.once('data', resolve).once('error', reject));
    expect(['S', 'N']).toContain(String(answer));
    client.destroy();
    running.child.kill('SIGINT');
    expect(await running.ended).toBe(130);
  });

  test('faults that no session has are refused before anything starts', async () => {
    const ran = await world.box.run(['rehearse', 'forward-trust', '--plain', '--faults', 'gremlins=1']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('resetEvery');
  });

  test('an address that others reach is refused without its confirmation, before any session', async () => {
    const ran = await world.run('forward-trust', '--plain', '--bind', '0.0.0.0', '--yes');
    expect(ran.code).toBe(5);
    expect(ran.stderr).toContain('--confirm stag');
    expect((await world.sessions()).active).toEqual([]);
  });

  for (const [columns, rows, flags] of [
    [80, 24, []],
    [120, 40, []],
    [80, 24, ['--ascii', '--no-color']],
  ] as const)
    test(`the screen at ${columns}×${rows} ${flags.join(' ')} shows every forward, stops one alone, and leaves nothing`, async () => {
      const opened = join(world.box.dir, `opened-${columns}-${flags.length}`);
      const bin = join(world.box.dir, `bin-${columns}-${flags.length}`);
      mkdirSync(bin);
      writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\necho "$1" > ${opened}.part && mv ${opened}.part ${opened}\n`, {
        mode: 0o755,
      });
      await using terminal = new PtyTerminal(
        process.execPath,
        [PROGRAM, ...world.reach('forward-trust', '--only', 'all', ...portFlags(world.ports), ...flags)],
        {
          columns,
          rows,
          cwd: world.box.dir,
          env: { ...world.box.env, PATH: `${bin}:${world.box.env.PATH}` },
          patienceMs: 60_000,
        },
      );
      await terminal.waitFor('6 of 6 ready');
      await terminal.waitFor('ready (401)');
      for (const port of world.ports) expect(terminal.text()).toContain(`localhost:${port}`);
      expect(terminal.lines().slice(rows - 1)).toEqual(['']);
      expect(terminal.lines()[rows - 2]).toMatch(/q stop all/);
      if (flags.length > 0) {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole point is which characters are on the screen
        expect(terminal.text()).toMatch(/^[\x00-\x7f]*$/);
        expect(
          terminal
            .cells()
            .flat()
            .every((cell) => cell.foreground === undefined),
        ).toBe(true);
      }
      terminal.keys(KEY.down, ' ');
      await terminal.waitFor('5 of 6 ready');
      expect((await world.sessions()).active).toHaveLength(5);
      terminal.keys(' ');
      await terminal.waitFor('6 of 6 ready');
      terminal.keys('l');
      await terminal.waitFor('log of Orthanc');
      await terminal.waitFor('stopped');
      terminal.keys('q');
      const [local] = await freePorts(1);
      terminal.keys('a', `${local}:8001`, KEY.enter);
      await terminal.waitFor('7 of 7 ready');
      expect((await fetch(`http://localhost:${local}/health`)).status).toBe(200);
      terminal.keys('c');
      await terminal.waitFor(`copied localhost:${local}`);
      await vi.waitUntil(() => terminal.clipboard === `localhost:${local}`, { timeout: 10_000 });
      terminal.keys(KEY.up, KEY.up, 'o');
      await vi.waitUntil(() => existsSync(opened), { timeout: 10_000 });
      expect(readFileSync(opened, 'utf8').trim()).toBe(`http://localhost:${world.ports[4]}/docs`);
      terminal.keys('q');
      expect((await terminal.exited()).code).toBe(0);
      expect(terminal.text()).toMatch(/\d+ sessions ended, every port closed/);
      expect(terminal.alternate).toBe(false);
      expect((await world.sessions()).active).toEqual([]);
    });

  test.skipIf(noBrowser)('a real browser loads each page through its forward', async () => {
    const chromium = findProgram('chromium', process.env.PATH, '/') as string;
    await using running = new Running(
      world.box,
      world.reach('forward-trust', '--plain', '--only', 'all', ...portFlags(world.ports)),
    );
    await running.waitFor(all(READY));
    const pages = [
      ['xnat', 'XNAT', '/'],
      ['orthanc', 'Orthanc', '/'],
      ['trust-api', 'trust-api', '/docs'],
      ['imaging-api', 'imaging-api', '/docs'],
      ['data-access-api', 'data-access-api', '/docs'],
      ['grafana', 'Grafana', '/'],
    ] as const;
    for (const [at, [id, title, path]] of pages.entries()) {
      const login = id === 'orthanc' ? 'rehearsal:rehearsal@' : '';
      const picture = join(process.env.FLIP_HUB_PICTURES ?? world.box.dir, `${id}.png`);
      const { stdout } = await promisify(execFile)(
        chromium,
        [
          '--headless=new',
          '--no-sandbox',
          '--disable-gpu',
          '--disable-dev-shm-usage',
          '--no-first-run',
          '--disable-background-networking',
          `--user-data-dir=${join(world.box.dir, 'chromium')}`,
          '--window-size=800,500',
          '--dump-dom',
          `--screenshot=${picture}`,
          `http://${login}localhost:${world.ports[at]}${path}`,
        ],
        { env: world.box.env, timeout: 120_000 },
      );
      expect(stdout).toContain(`<h1>${title}</h1>`);
      expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG');
      expect(statSync(picture).size).toBeGreaterThan(3_000);
    }
    running.child.kill('SIGINT');
    expect(await running.ended).toBe(130);
  });
});
