/**
 * A run's own copy of the packaged Terraform root, and the seal that proves it was not edited between plan and apply.
 * Owns what is copied, what flip-hub adds to it, and which files count.
 */
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { diskError, writeFileAtomic } from '../../engine/run/atomic-file.ts';
import { hclString } from './hcl.ts';

export interface Seal {
  /** SHA-256 over sorted relative paths and bytes, hex. */
  hash: string;
  /** SHA-256 of each file by its relative path with forward slashes. */
  files: Record<string, string>;
}

export interface ImportBlock {
  /** Address in the root, `module.persistent.aws_s3_bucket.uploads`. */
  to: string;
  id: string;
}

export const IMPORTS_FILE = 'imports.tf';
/** Import blocks for what an interrupted apply left without a state; apart from the others, because a plan finds them. */
export const ADOPTED_FILE = 'adopted.tf';
export const OVERRIDE_FILE = 'rehearsal_override.tf';

/** What Terraform or its users leave behind, and what is no part of the root. */
const LEFT_OUT =
  /^(?:examples|tests)(?:\/|$)|(?:^|\/)(?:\.terraform|\.git|\.flip-hub)(?:\/|$)|\.tfstate(?:\..*)?$|\.tfplan$|(?:^|\/)crash(?:\.[^/]*)?\.log$|\.md$/;
/** `init` adds checksums of this platform to the lock file, which is no edit; Terraform checks what it installs by it. */
const NOT_SEALED = /(?:^|\/)\.terraform\.lock\.hcl$/;
/** Files that Terraform reads from a folder by itself: one more of them changes what is applied. */
const READ_BY_TERRAFORM = /\.(?:tf|tofu)(?:\.json)?$|\.tfvars(?:\.json)?$/;

/** Copies the root into a folder that must not exist yet. Links are followed, so the copy stands alone. */
export function copyRoot(source: string, target: string): Seal {
  try {
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    cpSync(source, target, {
      recursive: true,
      dereference: true,
      errorOnExist: true,
      force: false,
      filter: (from) => !LEFT_OUT.test(relative(source, from).split(sep).join('/')),
    });
    makeOwn(target);
  } catch (cause) {
    throw diskError(cause, target);
  }
  return sealOf(target);
}

/** An installed package may be read-only, and a copy would be too: ours must take additions and be the owner's alone. */
function makeOwn(folder: string): void {
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) makeOwn(path);
    else chmodSync(path, 0o600);
  }
}

/** The seal of a working copy as it is now; take it again after adding imports or an override. */
export function sealOf(root: string): Seal {
  const files: Record<string, string> = {};
  const whole = createHash('sha256');
  for (const path of filesBelow(root)) {
    if (NOT_SEALED.test(path)) continue;
    const bytes = readFileSync(join(root, path));
    files[path] = createHash('sha256').update(bytes).digest('hex');
    whole.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return { hash: whole.digest('hex'), files };
}

/** Throws exit 4 naming the files when the copy is not what was sealed. Other left-over files do not matter. */
export function verifyRoot(root: string, seal: Seal): void {
  const now = sealOf(root).files;
  const edited = [
    ...Object.keys(seal.files).flatMap((path) => {
      if (now[path] === undefined) return [`${path} (removed)`];
      return now[path] === seal.files[path] ? [] : [`${path} (edited)`];
    }),
    ...Object.keys(now).flatMap((path) =>
      seal.files[path] === undefined && READ_BY_TERRAFORM.test(path) ? [`${path} (added)`] : [],
    ),
  ];
  if (edited.length === 0) return;
  throw new HubError({
    code: 'working-copy-edited',
    who: 'operator',
    what: `this run's copy of the Terraform root was changed: ${edited.slice(0, 8).join(', ')}${edited.length > 8 ? ', …' : ''}`,
    cause: 'A plan is only applied with exactly the files it was made from.',
    next: ['start a new run, which makes a new copy: the same command without --resume', `the copy is in ${root}`],
    exit: EXIT.precondition,
  });
}

/** Import blocks, sorted by address so that two runs write one text. */
export function importsText(blocks: readonly ImportBlock[]): string {
  const sorted = [...blocks].sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : 0));
  return sorted.map((b) => `import {\n  to = ${b.to}\n  id = ${hclString(b.id)}\n}\n`).join('\n');
}

/** Writes the import blocks, or an empty file when there are none: an older list must not stay. */
export const writeImports = (root: string, blocks: readonly ImportBlock[], file = IMPORTS_FILE): void =>
  writeFileAtomic(join(root, file), importsText(blocks));

/**
 * A stand-in answers 500 for what it lacks and the provider repeats that 25 times with growing pauses, which looks like
 * a hang; only `max_retries` stops it. A bucket whose name has dots would be asked for as a host name, which no stand-in
 * on 127.0.0.1 can have. Overrides are merged by block, so the alias needs its own.
 */
export function rehearsalOverrideText(maxRetries = 2): string {
  const block = (alias: string) =>
    `provider "aws" {\n${alias}  max_retries       = ${maxRetries}\n  s3_use_path_style = true\n}\n`;
  return `${block('')}\n${block('  alias             = "us_east_1"\n')}`;
}

export const writeRehearsalOverride = (root: string, maxRetries?: number): void =>
  writeFileAtomic(join(root, OVERRIDE_FILE), rehearsalOverrideText(maxRetries));

function filesBelow(root: string): string[] {
  const found: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (LEFT_OUT.test(path)) continue;
      if (entry.isDirectory()) walk(path);
      else found.push(path);
    }
  };
  walk('');
  return found.sort();
}
