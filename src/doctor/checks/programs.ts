/** Programs with a version: found, new enough, and how to get them. One row each. */
import { stateDirOf } from '../../engine/run/folder.ts';
import { ownSshConfig, readSshConfig } from '../../hub/ssh-config/index.ts';
import { compareVersions, floorOf } from '../../tools/terraform/index.ts';
import type { Check, DoctorContext, Finding } from '../check.ts';
import { howToInstall, type Installable } from '../install.ts';

const BOUND_MS = 10_000;

interface Program {
  id: string;
  title: string;
  /** Names tried on PATH, in order. */
  names: readonly string[];
  args: readonly string[];
  /** The version in what it printed; a program without one that matters has the whole text's first line. */
  version: RegExp;
  floor?: string;
  needed: string;
  neededBy: readonly string[];
  install: Installable;
  concerns?: Check['concerns'];
}

const cloudTrust = (ctx: DoctorContext): boolean =>
  ctx.environments.some(({ reading }) => reading?.values.value('DEPLOY_TRUST_EC2') !== false);

/** The aliases of an environment go through the AWS CLI, or will: it was asked for, or this program may vanish. */
const throughAwsCli = ({ workspace, environments, passing }: DoctorContext): boolean =>
  passing ||
  (workspace !== undefined &&
    environments.some(({ environment }) =>
      readSshConfig(ownSshConfig(stateDirOf(workspace, environment.name)))?.includes('aws ssm start-session'),
    ));

const PROGRAMS: readonly Program[] = [
  {
    id: 'aws-cli',
    title: 'AWS CLI',
    names: ['aws'],
    args: ['--version'],
    version: /aws-cli\/(\d+\.\d+\.\d+)/,
    floor: '2.0.0',
    needed: 'v2',
    neededBy: ['ssh-config --proxy aws'],
    install: 'aws',
  },
  {
    id: 'python',
    title: 'Python',
    names: ['python3'],
    args: ['--version'],
    version: /Python (\d+\.\d+\.\d+)/,
    floor: '3.12.0',
    needed: '≥ 3.12',
    neededBy: ['ansible-init'],
    install: 'python',
  },
  {
    id: 'uv',
    title: 'uv',
    names: ['uv'],
    args: ['--version'],
    version: /uv (\d+\.\d+\.\d+)/,
    needed: 'any',
    neededBy: ['ansible-init'],
    install: 'uv',
  },
  {
    id: 'ssh',
    title: 'OpenSSH',
    names: ['ssh'],
    args: ['-V'],
    version: /OpenSSH_(\d+\.\d+)/,
    needed: 'any',
    neededBy: ['ssh-config', 'ansible-init', 'deploy-trust'],
    install: 'ssh',
  },
  {
    id: 'git',
    title: 'git',
    names: ['git'],
    args: ['--version'],
    version: /git version (\d+\.\d+(?:\.\d+)?)/,
    needed: 'any',
    neededBy: ['deploy-ui'],
    install: 'git',
  },
  {
    id: 'npm',
    title: 'Node.js and npm',
    names: ['npm'],
    args: ['--version'],
    version: /^(\d+\.\d+\.\d+)/m,
    needed: 'any',
    neededBy: ['deploy-ui'],
    install: 'node',
  },
  {
    id: 'docker',
    title: 'Docker client',
    names: ['docker'],
    args: ['--version'],
    version: /Docker version (\d+\.\d+\.\d+)/,
    needed: 'any',
    neededBy: ['deploy-trust'],
    install: 'docker',
    concerns: cloudTrust,
  },
  {
    id: 'docker-compose',
    title: 'Docker Compose',
    names: ['docker'],
    args: ['compose', 'version', '--short'],
    version: /v?(\d+\.\d+\.\d+)/,
    floor: '2.0.0',
    needed: 'v2',
    neededBy: ['deploy-trust'],
    install: 'compose',
    concerns: cloudTrust,
  },
  {
    id: 'session-manager-plugin',
    title: 'session-manager-plugin',
    names: ['session-manager-plugin'],
    args: ['--version'],
    version: /(\d+\.\d+\.\d+)/,
    needed: 'optional: sessions are built in',
    neededBy: [],
    install: 'session-manager-plugin',
    concerns: (ctx) => !throughAwsCli(ctx),
  },
  {
    id: 'session-manager-plugin-for-ssh',
    title: 'session-manager-plugin',
    names: ['session-manager-plugin'],
    args: ['--version'],
    version: /(\d+\.\d+\.\d+)/,
    // The oldest that AWS still supports: before it, connections were opened without a signature.
    floor: '1.2.764',
    needed: '≥ 1.2.764: the ssh aliases go through the AWS CLI',
    neededBy: ['ssh', 'ansible-init'],
    install: 'session-manager-plugin',
    concerns: throughAwsCli,
  },
];

export const programChecks: readonly Check[] = PROGRAMS.map((program) => ({
  id: program.id,
  title: program.title,
  needed: program.needed,
  neededBy: program.neededBy,
  boundMs: BOUND_MS,
  ...(program.concerns === undefined ? {} : { concerns: program.concerns }),
  look: (ctx) => versioned(ctx, program, program.floor),
}));

/** Terraform blocks a real environment below its floor; a rehearsal accepts older ones, and that is said. */
export const terraformCheck: Check = {
  id: 'terraform',
  title: 'Terraform or OpenTofu',
  needed: `Terraform ≥ ${floorOf('terraform', 'real')} (rehearsals: ≥ ${floorOf('terraform', 'rehearsal')})`,
  neededBy: ['init', 'plan', 'apply'],
  boundMs: BOUND_MS,
  async look(ctx) {
    const kind = ctx.binary;
    const real = floorOf(kind, 'real');
    const finding = await versioned(
      ctx,
      { names: [kind], args: ['version'], version: /(?:Terraform|OpenTofu) v(\d+\.\d+\.\d+\S*)/, install: kind },
      real,
    );
    if (finding.verdict !== 'fail' || finding.found === undefined) return finding;
    const version = finding.found;
    return compareVersions(version, floorOf(kind, 'rehearsal')) >= 0 && /^\d/.test(version)
      ? { ...finding, why: `${kind} ${version} is enough for a rehearsal; AWS needs ${real} or newer` }
      : finding;
  },
};

async function versioned(
  ctx: DoctorContext,
  program: Pick<Program, 'names' | 'args' | 'version' | 'install'>,
  floor: string | undefined,
): Promise<Finding> {
  const file = program.names.map((name) => ctx.find(name)).find((found) => found !== undefined);
  const fix = howToInstall(program.install, ctx.os);
  if (file === undefined) return { verdict: 'fail', found: 'not found', fix };
  const said = await ctx.run(file, program.args);
  const text = `${said.stdout}${said.stderr}`;
  const version = program.version.exec(text)?.[1];
  if (said.timedOut) return { verdict: 'unknown', found: 'no answer', why: `${file} did not tell its version`, fix };
  if (version === undefined) return { verdict: 'fail', found: 'broken', why: `${file} says: ${firstLine(text)}`, fix };
  if (floor !== undefined && compareVersions(version, floor) < 0)
    return { verdict: 'fail', found: version, why: `${file} is too old`, fix };
  return { verdict: 'ok', found: version };
}

const firstLine = (text: string): string => text.trim().split('\n')[0]?.slice(0, 200) || 'nothing';
