/**
 * The built program in a world where `terraform plan` prints a flood on its stderr: a workspace of stag with 24 secrets,
 * an AWS on 127.0.0.1, a Terraform that is a fake, the flood a real program. Nothing of the machine's own settings.
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HubEvent } from '../../src/engine/events/types.ts';
import { heldPaths, readHeldRecord } from '../../src/engine/holder/record.ts';
import { listRuns, runDirOf, stateDirOf } from '../../src/engine/run/folder.ts';
import { readJournal } from '../../src/engine/run/journal.ts';
import { earlierLogParts } from '../../src/engine/run/log-file.ts';
import { serviceKeyHash } from '../../src/hub/index.ts';
import { type SmallAws, smallAws } from '../bad-input/support/small-aws.ts';
import { FLOOD_PROGRAM, FloodSeen, floodSecrets } from '../bench/world/flood.ts';
import { SAMPLE } from '../hub/env-file/sample.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const FAKE = join(ROOT, 'test', 'bad-input', 'support', 'fakes', 'terraform.mjs');
const READ_BYTES = 4 * 1024 * 1024;

export class FloodedProgram implements AsyncDisposable {
  readonly dir = mkdtempSync(join(tmpdir(), 'flip-hub-flood-'));
  readonly workspace = join(this.dir, 'workspace');
  readonly env: Record<string, string>;
  readonly #aws: SmallAws;

  private constructor(aws: SmallAws, entry: string) {
    this.#aws = aws;
    this.entry = entry;
    const [home, bin] = [join(this.dir, 'home'), join(this.dir, 'bin')];
    for (const dir of [join(home, '.ssh'), bin, this.workspace]) mkdirSync(dir, { recursive: true });
    writeFileSync(join(home, '.ssh', 'host-aws.pub'), 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 op@example\n');
    writeFileSync(
      join(home, 'aws'),
      '[profile stag]\naws_access_key_id=AKIATEST\naws_secret_access_key=test\nregion=eu-west-2\n',
    );
    writeFileSync(join(this.workspace, '.env.stag'), environmentFile(), { mode: 0o600 });
    writeFileSync(
      join(bin, 'terraform'),
      readFileSync(FAKE, 'utf8').replace('#!/usr/bin/env node', `#!${process.execPath}`),
    );
    chmodSync(join(bin, 'terraform'), 0o755);
    aws.buckets.add('example-flip-stag-tfstate');
    this.env = {
      PATH: [bin, '/usr/bin', '/bin'].join(delimiter),
      HOME: home,
      TMPDIR: this.dir,
      XDG_CONFIG_HOME: join(home, '.config'),
      XDG_CACHE_HOME: join(home, '.cache'),
      AWS_CONFIG_FILE: join(home, 'aws'),
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_ENDPOINT_URL: aws.endpoint,
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
    };
  }

  readonly entry: string;

  static async open(lines: number, entry = join(ROOT, 'bin', 'flip-hub.js')): Promise<FloodedProgram> {
    const world = new FloodedProgram(await smallAws(), entry);
    world.flood(lines);
    return world;
  }

  /** From now on a plan prints so many lines. */
  flood(lines: number, more: Record<string, unknown> = {}): void {
    const before = lines === 0 ? {} : { plan: [process.execPath, FLOOD_PROGRAM, String(lines)] };
    writeFileSync(join(this.dir, 'bin', 'behaviour.json'), JSON.stringify({ before, ...more }));
  }

  /** argv after Node's own name. */
  plan(...options: string[]): string[] {
    return [
      this.entry,
      'plan',
      '--env',
      'stag',
      '--workspace',
      this.workspace,
      '--allow-endpoint-override',
      ...options,
    ];
  }

  /** The folder of the newest run, once there is one. */
  get runDir(): string | undefined {
    const stateDir = stateDirOf(this.workspace, 'stag');
    const [run] = listRuns(stateDir);
    return run === undefined ? undefined : runDirOf(stateDir, run);
  }

  get journal(): HubEvent[] {
    return this.runDir === undefined ? [] : readJournal(join(this.runDir, 'events.jsonl'));
  }

  get holder(): number | undefined {
    return this.runDir === undefined ? undefined : readHeldRecord(join(this.runDir, 'held'), 'plan')?.holder.pid;
  }

  /** Where what the tool said lies while it runs. */
  get heldFile(): string {
    return heldPaths(join(this.runDir ?? '', 'held'), 'plan').stderr;
  }

  /** Every line of the flood in the run's log, over all its parts. */
  async logged(): Promise<FloodSeen> {
    const seen = new FloodSeen();
    const dir = this.runDir ?? '';
    for (const name of [...earlierLogParts(dir), 'log.txt'])
      await eachPiece(join(dir, name), (text) => seen.take(text));
    return seen;
  }

  /** Secrets that came through to the file. */
  async leaked(file: string): Promise<number> {
    const secrets = floodSecrets();
    let leaks = 0;
    await eachPiece(file, (text) => {
      leaks += secrets.filter((secret) => text.includes(secret)).length;
    });
    return leaks;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#aws.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** What stands in the place of each secret. */
export const FLOOD_LABELS = floodSecrets().map((_, i) =>
  i === 0 ? '[AES_KEY_BASE64]' : i === 1 ? '[ADMIN_USER_PASSWORD]' : '[AES_TRUST_KEYS]',
);

function environmentFile(): string {
  const [aes = '', password = '', ...keys] = floodSecrets();
  return `${SAMPLE.replace(/INTERNAL_SERVICE_KEY_HASH=.*/, `INTERNAL_SERVICE_KEY_HASH=${serviceKeyHash('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ')}`).replace(/AES_KEY_BASE64=.*/, `AES_KEY_BASE64=${aes}`)}
ADMIN_USER_PASSWORD=${password}
AES_TRUST_KEYS=${JSON.stringify(Object.fromEntries(keys.map((key, i) => [`kid${i}`, key])))}
`;
}

/** The text of a file in pieces of whole lines. */
async function eachPiece(path: string, take: (text: string) => void): Promise<void> {
  const { createReadStream } = await import('node:fs');
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'latin1', highWaterMark: READ_BYTES })) {
    const text = rest + (chunk as string);
    const whole = text.lastIndexOf('\n') + 1;
    take(text.slice(0, whole));
    rest = text.slice(whole);
  }
  if (rest !== '') take(`${rest}\n`);
}
