/**
 * Copies of the Terraform root, each planned from zero by the real Terraform and provider against a stand-in: how a
 * test sees what a change of the configuration does to a plan. Nothing is applied.
 */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  rehearsalEnvironment,
  type StandIn,
  seedStandIn,
  startStandIn,
  stopStandIn,
} from '../../../src/rehearsal/index.ts';
import { cliConfigText, decideProviders, realFileView } from '../../../src/tools/terraform/index.ts';
import { collect, type Ran, ROOT } from './program.ts';

/** A change of one file of a copy: `from` must stand in it, or the change would be none. */
export interface Edit {
  file: string;
  from: string | RegExp;
  to: string;
}

const ZONES = ['stag.flip.example.org', 'app.flip.example.org'];

export class PlannedRoots implements AsyncDisposable {
  readonly #dir: string;
  readonly #standIn: StandIn;
  readonly #key = randomBytes(32).toString('hex');
  readonly #aes = randomBytes(32).toString('base64');
  #copies = 0;

  private constructor(dir: string, standIn: StandIn) {
    this.#dir = dir;
    this.#standIn = standIn;
  }

  /** Starts the stand-in and gets the provider once; every copy then uses the same one. */
  static async open(): Promise<PlannedRoots> {
    const dir = mkdtempSync(join(tmpdir(), 'flip-hub-planned-'));
    const entry = [process.execPath, join(ROOT, 'dist', 'main.js'), '__stand-in'];
    const standIn = await startStandIn({ dir: join(dir, 'stand-in'), entry });
    for (const publicZone of ZONES) await seedStandIn(standIn, { publicZone });
    const question = { env: process.env, home: homedir(), platform: process.platform, binary: 'terraform' } as const;
    writeFileSync(join(dir, 'terraformrc'), cliConfigText(decideProviders(question, realFileView)) ?? '');
    cpSync(join(ROOT, 'templates'), join(dir, 'templates'), { recursive: true });
    const roots = new PlannedRoots(dir, standIn);
    const first = roots.copy();
    needs(await roots.#terraform(first, 'init', '-input=false', '-lockfile=readonly', '-no-color'), 'init');
    // Providers and the list of modules are the same for every copy.
    cpSync(join(first, '.terraform'), join(dir, 'initialised'), { recursive: true, verbatimSymlinks: true });
    return roots;
  }

  /** A copy of the root with the given changes; answers its folder. */
  copy(edits: readonly Edit[] = []): string {
    this.#copies += 1;
    const root = join(this.#dir, `root-${this.#copies}`);
    cpSync(join(ROOT, 'terraform'), root, { recursive: true, filter: (from) => !from.includes('/.terraform/') });
    writeFileSync(join(root, 'backend_override.tf'), 'terraform {\n  backend "local" {}\n}\n');
    for (const { file, from, to } of edits) {
      const path = join(root, file);
      const text = readFileSync(path, 'utf8');
      const edited = text.replace(from, to);
      if (edited === text) throw new Error(`${file} has no ${from}`);
      writeFileSync(path, edited);
    }
    return root;
  }

  /** The plan of a copy in the form of `terraform show -json`. Throws with Terraform's words when there is none. */
  async plan(root: string, example: string, variables: Readonly<Record<string, string>> = {}): Promise<unknown> {
    if (!root.endsWith('-1')) symlinkSync(join(this.#dir, 'initialised'), join(root, '.terraform'));
    const values = Object.entries(variables).flatMap(([name, value]) => ['-var', `${name}=${value}`]);
    const args = ['-input=false', '-no-color', '-lock=false', `-var-file=examples/${example}`, ...values, '-out=plan'];
    needs(await this.#terraform(root, 'plan', ...args), 'plan');
    const shown = needs(await this.#terraform(root, 'show', '-json', 'plan'), 'show');
    return JSON.parse(shown.stdout);
  }

  async #terraform(cwd: string, ...args: string[]): Promise<Ran> {
    return collect(
      spawn('terraform', args, {
        cwd,
        env: {
          ...rehearsalEnvironment(this.#standIn, process.env),
          TF_CLI_CONFIG_FILE: join(this.#dir, 'terraformrc'),
          TF_IN_AUTOMATION: '1',
          TF_VAR_aes_key_base64: this.#aes,
          TF_VAR_internal_service_key: this.#key,
          TF_VAR_internal_service_key_hash: createHash('sha256').update(this.#key).digest('hex'),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stopStandIn(join(this.#dir, 'stand-in'));
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

function needs(ran: Ran, what: string): Ran {
  if (ran.code !== 0) throw new Error(`terraform ${what} ended with ${ran.code}:\n${ran.stdout}\n${ran.stderr}`);
  return ran;
}
