/**
 * Terraform as the phases use it: which binary, which copy of the root, which providers, which environment. Opened once
 * a run; the working copy is made with the first session and only ever reused after that.
 */
import { existsSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { readJsonFile, writeFileAtomic } from '../../engine/run/atomic-file.ts';
import { childEnvironment } from '../../tools/child-environment.ts';
import { type ProgramResult, runProgram } from '../../tools/process.ts';
import {
  type BinaryKind,
  chosenProviderVersion,
  cliConfigText,
  copyRoot,
  decideProviders,
  errorOfDiagnostic,
  findBinary,
  type ProviderSource,
  parseVersion,
  realFileView,
  requireVersion,
  type Seal,
  sealOf,
  statePullArgv,
  verifyRoot,
  versionArgv,
  writeProviderOverride,
  writeRehearsalOverride,
} from '../../tools/terraform/index.ts';
import type { HubContext } from '../services.ts';
import { childJson } from './child-json.ts';
import { releaseOwnLock } from './own-lock.ts';
import { type StateView, stateView } from './state.ts';

const SHORT_MS = 120_000;

export interface TerraformSession {
  binary: { name: BinaryKind; path: string; version: string };
  /** This run's copy of the root: the working folder of every command. */
  root: string;
  environment: Record<string, string>;
  /** Where providers come from, in words. */
  providersFrom: string;
  /** Runs a short command to its end. Throws what it reported when it fails. */
  run(args: readonly string[], what: string): Promise<ProgramResult>;
  /** Throws exit 4 when a file of the working copy was changed since it was sealed. */
  verifyRoot(): void;
  /** Seals the copy as it is now, after flip-hub itself added to it. */
  seal(): void;
  /** True when this data folder has the provider that the lock file names. */
  providersInstalled(): Promise<boolean>;
  /** The version of the AWS provider in use, once `providersInstalled` was asked. */
  providerVersion(): string | undefined;
  /** The state as it is in the bucket now. */
  state(): Promise<StateView>;
}

const MEMO = 'terraform-session';

export function openSession(ctx: HubContext): Promise<TerraformSession> {
  const open = ctx.memo.get(MEMO) as Promise<TerraformSession> | undefined;
  if (open) return open;
  const opening = create(ctx);
  ctx.memo.set(MEMO, opening);
  return opening;
}

async function create(ctx: HubContext): Promise<TerraformSession> {
  const { services } = ctx;
  const base = services.childEnvironment();
  const { path, version, kind } = await usableBinary(ctx, base);
  const providers = decideProviders(
    { env: process.env, home: homedir(), platform: process.platform, binary: kind },
    realFileView,
  );
  const root = workingCopy(ctx);
  const settings = services.settings();
  for (const secret of settings.reading.values.secrets()) ctx.secret(secret);
  const environment = {
    ...base,
    ...terraformSwitches(ctx),
    TF_CLI_CONFIG_FILE: cliConfig(services.stateDir, providers),
    ...settings.terraformVariables(),
  };
  await letPlansEnd(ctx);
  await releaseOwnLock(ctx);
  let selected: Record<string, string> = {};
  const run = async (args: readonly string[], what: string) => {
    const result = await runProgram({
      file: path,
      args,
      cwd: root,
      env: environment,
      signal: ctx.signal,
      timeoutMs: SHORT_MS,
    });
    if (result.exit === 0) return result;
    throw failed(ctx, what, result);
  };
  const session: TerraformSession = {
    binary: { name: kind, path, version },
    root,
    environment,
    providersFrom: describe(providers),
    run,
    verifyRoot: () => verifyRoot(root, readJsonFile<Seal>(sealPath(ctx)) ?? { hash: '', files: {} }),
    seal: () => writeFileAtomic(sealPath(ctx), JSON.stringify(sealOf(root))),
    async providersInstalled() {
      const { stdout } = await run(versionArgv(), 'version');
      const told = childJson<{ provider_selections?: Record<string, string> }>(stdout, 'terraform version -json');
      selected = told.provider_selections ?? {};
      return (
        Object.keys(selected).some((name) => name.endsWith('/hashicorp/aws')) &&
        existsSync(join(services.stateDir, 'tfdata', 'providers'))
      );
    },
    providerVersion: () => Object.entries(selected).find(([name]) => name.endsWith('/hashicorp/aws'))?.[1],
    state: async () => stateView((await run(statePullArgv(), 'state pull')).stdout),
  };
  return session;
}

/** A killed process of this run may have left a plan at work. It changes nothing, but has Terraform's lock until it ends. */
async function letPlansEnd(ctx: HubContext): Promise<void> {
  for (const name of ['plan', 'proof', 'second-plan']) {
    if (ctx.held(name) !== 'alive') continue;
    ctx.log(`waiting for the ${name} that an earlier process of this run began`);
    await ctx.follow(name, { onLines: () => {} });
  }
}

const sealPath = (ctx: HubContext) => join(ctx.dir, 'root.seal.json');

/** The copy of this run: made and sealed the first time, reused when the run is resumed. */
function workingCopy(ctx: HubContext): string {
  const root = join(ctx.dir, 'root');
  if (existsSync(sealPath(ctx))) return root;
  // Without a seal the copying was cut off (a full disk, a kill), and nothing was done with it yet.
  for (const half of [root, join(ctx.dir, 'templates')]) rmSync(half, { recursive: true, force: true });
  copyRoot(join(ctx.services.packageDir, 'terraform'), root);
  // The root reads its mail texts from the folder beside it: they are part of what was planned.
  copyRoot(join(ctx.services.packageDir, 'templates'), join(ctx.dir, 'templates'));
  if (ctx.rehearsal) writeRehearsalOverride(root, ctx.services.rehearsal?.providerAttempts);
  const version = chosenProviderVersion(process.env);
  if (version !== undefined) {
    ctx.warn(
      'provider-untested',
      `AWS provider ${version}, as FLIP_HUB_PROVIDER_VERSION asks; tested is the one of the lock file`,
    );
    writeProviderOverride(root, version);
  }
  writeFileAtomic(sealPath(ctx), JSON.stringify(sealOf(root)));
  return root;
}

function terraformSwitches(ctx: HubContext): Record<string, string> {
  return {
    TF_DATA_DIR: join(ctx.services.stateDir, 'tfdata'),
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
  };
}

function cliConfig(stateDir: string, source: ProviderSource): string {
  const text = cliConfigText(source);
  if (text === undefined) return source.kind === 'cli-config' ? source.path : '';
  const path = join(stateDir, 'terraformrc');
  writeFileAtomic(path, text);
  return path;
}

function describe(source: ProviderSource): string {
  return source.kind === 'registry' ? `the registry (${source.because})` : `${source.path} (${source.because})`;
}

/** Throws exit 4 when Terraform is missing or too old. Needs no stand-in, so that a rehearsal can ask before it starts one. */
export async function requireTerraform(ctx: HubContext): Promise<void> {
  await usableBinary(ctx, ctx.rehearsal ? childEnvironment(process.env) : ctx.services.childEnvironment());
}

async function usableBinary(ctx: HubContext, env: Record<string, string>) {
  const use = ctx.rehearsal ? 'rehearsal' : 'real';
  const path = findBinary(ctx.services.binary, env.PATH, ctx.services.workspace, use);
  const found = await versionOf(ctx, path, env);
  requireVersion(found, use);
  return { path, ...found };
}

async function versionOf(ctx: HubContext, path: string, env: Record<string, string>) {
  const result = await runProgram({
    file: path,
    args: versionArgv(),
    cwd: ctx.dir,
    env: { ...env, CHECKPOINT_DISABLE: '1' },
    timeoutMs: SHORT_MS,
    signal: ctx.signal,
  });
  return parseVersion(result.stdout, ctx.services.binary);
}

function failed(ctx: HubContext, what: string, result: ProgramResult) {
  const text = stripVTControlCharacters(`${result.stderr}\n${result.stdout}`).trim();
  for (const line of text.split('\n')) if (line.trim() !== '') ctx.log(line, 'stderr');
  const ended = result.timedOut
    ? `did not answer within ${SHORT_MS / 1000} seconds`
    : result.signal === undefined
      ? 'failed'
      : `was ended by ${result.signal}`;
  const error = text.split('\n').find((line) => line.includes('Error')) ?? `terraform ${what} ${ended}`;
  return errorOfDiagnostic(
    { severity: 'error', summary: error.replace(/^[│╷\s]*(?:Error:\s*)?/, ''), detail: text.slice(0, 4000) },
    { env: ctx.environment, rehearsal: ctx.rehearsal, ...(result.exit === null ? {} : { toolExit: result.exit }) },
  );
}
