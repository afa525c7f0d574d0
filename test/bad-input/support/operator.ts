/**
 * An operator's machine for tests of real commands: a home folder, an AWS profile, a workspace, programs on PATH, and an
 * AWS on 127.0.0.1. Commands run in this process as the command line would run them, with a host that records.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, vi } from 'vitest';
import { packageDir } from '../../../src/cli/package.ts';
import { parseCommandLine } from '../../../src/cli/parse.ts';
import type { CommandContext } from '../../../src/commands/context.ts';
import { type ErrorBody, errorBody } from '../../../src/engine/errors/report.ts';
import type { EventOf, EventType, HubEvent } from '../../../src/engine/events/types.ts';
import type { Answer, Question } from '../../../src/engine/port.ts';
import { serviceKeyHash } from '../../../src/hub/index.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { FakeHost, HOLDER } from '../../engine/run/fake-run.ts';
import { SAMPLE } from '../../hub/env-file/sample.ts';
import { putKits } from './kits.ts';
import { type SmallAws, smallAws } from './small-aws.ts';

const FAKE = fileURLToPath(new URL('fakes/terraform.mjs', import.meta.url));

/** A usable file of stag: every key there, keys and hash in step. */
export const STAG = SAMPLE.replace(
  /INTERNAL_SERVICE_KEY_HASH=.*/,
  `INTERNAL_SERVICE_KEY_HASH=${serviceKeyHash('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ')}`,
);
/** One of production, in an account and a bucket of its own. */
export const PRODUCTION = STAG.replaceAll('stag', 'prod').replace('111122223333', '444455556666');
export const STATE_BUCKET = 'example-flip-stag-tfstate';
export const PRODUCTION_BUCKET = 'example-flip-prod-tfstate';

export interface Ended {
  exit: number;
  errors: ErrorBody[];
  events: HubEvent[];
  questions: Question[];
  of<T extends EventType>(type: T): EventOf<T>[];
}

export interface Operator {
  aws: SmallAws;
  workspace: string;
  bin: string;
  /** Variables of the shell the command is typed into. */
  shell: NodeJS.ProcessEnv;
  stateDir(env?: string): string;
  envFile(text: string, env?: string): void;
  /** Steers the fake Terraform; see its header. */
  terraform(behaviour: Record<string, unknown>): void;
  /** argv of every call of Terraform so far. */
  terraformCalls(): string[][];
  program(name: string, script: string): void;
  run(words: string[], answer?: (question: Question) => Answer | Promise<Answer>): Promise<Ended>;
}

/** One operator a test file, with a fresh workspace and programs for each test; `elsewhere` is an AWS that is not ours. */
export async function operator(elsewhere?: string): Promise<Operator> {
  const home = mkdtempSync(join(tmpdir(), 'flip-hub-operator-'));
  const aws = await smallAws();
  const endpoint = elsewhere ?? aws.endpoint;
  afterAll(async () => {
    await aws.close();
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true, force: true });
  });
  mkdirSync(join(home, '.ssh'));
  writeFileSync(join(home, '.ssh', 'host-aws.pub'), 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 op@example\n');
  const profile = 'aws_access_key_id=AKIATEST\naws_secret_access_key=test\nregion=eu-west-2\n';
  writeFileSync(join(home, 'aws'), `[profile stag]\n${profile}[profile prod]\n${profile}`);
  writeFileSync(join(home, 'empty'), '');
  const machine: Record<string, string | undefined> = {
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    AWS_CONFIG_FILE: join(home, 'aws'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'empty'),
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
    CI: undefined,
    PROD: undefined,
  };
  let serial = 0;
  const me = { aws } as Operator;
  beforeEach(() => {
    for (const [name, value] of Object.entries({ ...machine, AWS_ENDPOINT_URL: endpoint })) vi.stubEnv(name, value);
    aws.account = '111122223333';
    aws.buckets = new Set([STATE_BUCKET, PRODUCTION_BUCKET]);
    aws.objects.clear();
    putKits(aws);
    aws.calls.length = 0;
    aws.fault = () => undefined;
    aws.now = () => new Date();
    serial += 1;
    me.workspace = join(home, `workspace-${serial}`);
    me.bin = join(home, `bin-${serial}`);
    mkdirSync(me.workspace);
    mkdirSync(me.bin);
    me.shell = { AWS_ENDPOINT_URL: endpoint, HOME: home, PATH: [me.bin, '/usr/bin', '/bin'].join(delimiter) };
    me.envFile(STAG);
    me.terraform({});
    writeFileSync(join(me.bin, 'terraform'), withThisNode(FAKE));
    chmodSync(join(me.bin, 'terraform'), 0o755);
    me.program('gh', 'exit 0');
  });
  me.stateDir = (env = 'stag') => join(me.workspace, '.flip-hub', env);
  me.envFile = (text, env = 'stag') => writeFileSync(join(me.workspace, `.env.${env}`), text, { mode: 0o600 });
  me.terraform = (behaviour) => writeFileSync(join(me.bin, 'behaviour.json'), JSON.stringify(behaviour));
  me.terraformCalls = () => {
    const file = join(me.bin, 'calls.jsonl');
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as string[]);
  };
  me.program = (name, script) => {
    writeFileSync(join(me.bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(me.bin, name), 0o755);
  };
  me.run = (words, answer) => runCommand(me, words, answer);
  return me;
}

/** The fake is found by a PATH that has no node on it. */
const withThisNode = (file: string) =>
  readFileSync(file, 'utf8').replace('#!/usr/bin/env node', `#!${process.execPath}`);

async function runCommand(
  me: Operator,
  words: string[],
  answer?: (question: Question) => Answer | Promise<Answer>,
): Promise<Ended> {
  const host = new FakeHost();
  host.answer = async (question) => answer?.(question) ?? { yes: false, by: 'no terminal' };
  const ended = (exit: number, before: ErrorBody[] = []): Ended => ({
    exit,
    errors: [...before, ...host.of('error')],
    events: host.events,
    questions: host.questions,
    of: (type) => host.of(type),
  });
  const { command, positionals, options } = parseCommandLine(
    ['--workspace', me.workspace, ...(words[0] === 'runs' ? [] : ['--allow-endpoint-override']), ...words],
    me.shell,
  );
  if (command === undefined) throw new Error('no command was named');
  const context: CommandContext = {
    command: command.name,
    positionals,
    options,
    io: fakeIo({ cwd: me.workspace, env: me.shell }),
    version: '1.2.3',
    self: HOLDER,
    packageDir: packageDir(),
    interactive: false,
    terminated: () => false,
    questions: host,
    forwardScreen: undefined,
    host: async (control) => {
      host.control = control;
      return host;
    },
  };
  try {
    return ended(await (await command.load()).run(context));
  } catch (error) {
    const { body, exit } = errorBody('cli', error);
    return ended(exit, [body]);
  }
}
