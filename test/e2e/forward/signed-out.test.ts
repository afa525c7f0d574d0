/**
 * The forward manager of a real environment with nobody signed in: what it waits for, what it asks, what it remembers,
 * and that it can be left meanwhile. No AWS is reached: this home folder has no profile.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SAMPLE } from '../../hub/env-file/sample.ts';
import { PROGRAM, Sandbox } from '../../rehearsal/support/program.ts';
import { PtyTerminal } from '../../terminal/pty-terminal.ts';
import { freePorts, Running } from './support.ts';

const WAITING = 'waiting for login';
const ENDED = /The AWS sign-in has ended, all forwards wait/g;

describe('forward-trust with nobody signed in', () => {
  let box: Sandbox;
  let ports: number[];
  beforeAll(async () => {
    box = new Sandbox('signed-out');
    ports = await freePorts(2);
    for (const env of ['stag', 'production']) {
      const own = join(box.workspace, '.flip-hub', env);
      mkdirSync(own, { recursive: true });
      writeFileSync(join(box.workspace, `.env.${env}`), `${SAMPLE.replace(/^DB_HOST=.*\n/m, '')}DB_HOST=db.internal\n`);
      writeFileSync(
        join(own, 'ssh_config'),
        `Host flip-${env}\n    HostName i-0b\nHost flip-trust-${env}\n    HostName i-0t\n`,
      );
    }
  });
  afterAll(() => box[Symbol.asyncDispose]());

  const words = (env: string, ...more: string[]) => [
    'forward-trust',
    '--env',
    env,
    '--workspace',
    box.workspace,
    ...more,
  ];
  const own = () => ['--port', `xnat=${ports[0]}`, '--port', `grafana=${ports[1]}`];

  test('it says so once for all, remembers which were wanted, and Ctrl-C ends it meanwhile', async () => {
    for (const only of [['--only', 'xnat,grafana'], []]) {
      await using running = new Running(box, words('stag', '--plain', ...only, ...own()));
      await running.waitFor((r) => ['xnat', 'grafana'].every((id) => r.stdout.includes(`${id}: ${WAITING}`)));
      expect(running.stdout).not.toContain('orthanc');
      expect(running.stderr.match(ENDED) ?? running.stdout.match(ENDED)).toHaveLength(1);
      running.child.kill('SIGINT');
      expect(await running.ended).toBe(130);
    }
  });

  test('q leaves the screen, although everybody still waits', async () => {
    await using terminal = new PtyTerminal(process.execPath, [PROGRAM, ...words('stag', '--only', 'xnat', ...own())], {
      cwd: box.dir,
      env: box.env,
      patienceMs: 60_000,
    });
    await terminal.waitFor(WAITING);
    await terminal.waitFor('sign in');
    terminal.keys('q');
    expect((await terminal.exited()).code).toBe(0);
  });

  test('the screen says how long credentials last where there are some', async () => {
    const given = join(box.dir, 'given.json');
    const Expiration = new Date(Date.now() + 9.9 * 3_600_000).toISOString();
    writeFileSync(given, JSON.stringify({ Version: 1, AccessKeyId: 'AKIATEST', SecretAccessKey: 's', Expiration }));
    const config = join(box.dir, 'aws-config');
    writeFileSync(config, `[profile stag]\ncredential_process = cat ${given}\n`);
    await using terminal = new PtyTerminal(
      process.execPath,
      [PROGRAM, ...words('stag', '--only', 'xnat', '--allow-endpoint-override', ...own())],
      {
        cwd: box.dir,
        // Nothing listens there: what is asked of AWS is refused on this machine.
        env: { ...box.env, AWS_CONFIG_FILE: config, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
        patienceMs: 60_000,
      },
    );
    await terminal.waitFor('credentials 9 h');
    terminal.keys('q');
    expect((await terminal.exited()).code).toBe(0);
  });

  test.each([['db'], ['15432:db.internal:5432'], ['15432:5432']])(
    "production's database as %s is asked for, and nothing is opened without a yes",
    async (only) => {
      const refused = await box.run(words('production', '--plain', '--only', only));
      expect(refused.code).toBe(5);
      expect(refused.stderr).toContain('--yes');
      await using running = new Running(box, words('production', '--plain', '--only', only, '--yes'));
      await running.waitFor((r) => r.stdout.includes(WAITING));
      running.child.kill('SIGINT');
      await running.ended;
    },
  );

  test('the database of stag is not asked for', async () => {
    await using running = new Running(box, words('stag', '--plain', '--only', 'db', '--port', `db=${ports[0]}`));
    await running.waitFor((r) => r.stdout.includes(WAITING));
    running.child.kill('SIGINT');
    await running.ended;
  });
});
