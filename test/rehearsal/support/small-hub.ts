/**
 * The package with a Terraform root of four built-in resources in place of the hub's: each counts its own making by a line
 * in a file, so that an effect that happens twice, or never, is seen. Real commands, real Terraform, a real state in the
 * stand-in's S3; nothing in the program knows that its root is small.
 */
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAws } from '../../../src/aws/factory.ts';
import { ensureStateBucket } from '../../../src/aws/state-bucket.ts';
import { StateObjects } from '../../../src/aws/state-objects.ts';
import { EnvDocument } from '../../../src/hub/index.ts';
import { gatewayUrl, REHEARSAL_REGION, type StandIn, seedStandIn, startStandIn } from '../../../src/rehearsal/index.ts';
import { findProgram } from '../../../src/tools/process.ts';
import { STAG } from '../../bad-input/support/operator.ts';
import type { Program } from './kill.ts';
import { ROOT, Sandbox } from './program.ts';

const DAEMON = fileURLToPath(new URL('../../rehearsal-unit/support/daemon-entry.ts', import.meta.url));
const STATE_KEY = 'flip/terraform.tfstate';

/** What each resource does once, when it is made. */
export const EFFECTS = ['first', 'second', 'third-x', 'third-y'];

const effect = (name: string) => `  provisioner "local-exec" {
    command = "echo ${name} >> ../../../effects.txt && sleep 0.2"
  }`;

const SMALL_ROOT = `terraform {
  required_version = ">= 1.11"
  backend "s3" {
    key          = "${STATE_KEY}"
    encrypt      = true
    use_lockfile = true
  }
}

resource "terraform_data" "first" {
${effect('first')}
}

resource "terraform_data" "second" {
  input = "after-\${terraform_data.first.id == "" ? "nothing" : "first"}"
${effect('second')}
}

resource "terraform_data" "third" {
  for_each = toset(["x", "y"])
  input    = "\${terraform_data.second.output}-\${each.key}"
${effect('third-$' + '{each.key}')}
}

output "DbEndpoint" { value = "db.\${terraform_data.third["x"].output}" }
output "DbSecretArn" { value = "arn:aws:secretsmanager:eu-west-2:111122223333:secret:\${terraform_data.third["y"].output}" }
output "CognitoUserPoolId" { value = "eu-west-2_pool1" }
output "CognitoAppClientId" { value = "client" }
`;

export class SmallHub implements AsyncDisposable {
  readonly #box: Sandbox;
  readonly #package: string;
  #standIn: StandIn | undefined;
  #rounds = 0;

  constructor(name: string) {
    this.#box = new Sandbox(name);
    this.#package = join(this.#box.dir, 'package');
    for (const part of ['bin', 'dist', 'templates', 'package.json'])
      if (existsSync(join(ROOT, part))) cpSync(join(ROOT, part), join(this.#package, part), { recursive: true });
    mkdirSync(join(this.#package, 'terraform'));
    writeFileSync(join(this.#package, 'terraform', 'main.tf'), SMALL_ROOT);
    const home = this.#box.env.HOME as string;
    mkdirSync(join(home, '.ssh'), { recursive: true });
    writeFileSync(join(home, '.ssh', 'host-aws.pub'), 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 op@example\n');
    mkdirSync(join(home, '.aws'));
    writeFileSync(
      join(home, '.aws', 'config'),
      `[profile stag]\naws_access_key_id=AKIATEST\naws_secret_access_key=test\nregion=${REHEARSAL_REGION}\n`,
    );
    mkdirSync(join(this.#box.dir, 'tools'));
    this.#tool('gh', 'exit 0');
    // A real deployment asks for a newer Terraform than a rehearsal does; what is tried here does not depend on it.
    const real = findProgram('terraform', process.env.PATH, '/');
    this.#tool(
      'terraform',
      `[ "$1" = version ] || exec ${real} "$@"\n${real} "$@" | sed 's/"terraform_version": "[^"]*"/"terraform_version": "1.13.1"/'`,
    );
  }

  #tool(name: string, script: string): void {
    const path = join(this.#box.dir, 'tools', name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }

  async start(): Promise<void> {
    this.#standIn = await startStandIn({
      dir: join(this.#box.workspace, '.flip-hub', 'stand-in'),
      entry: [process.execPath, DAEMON],
    });
    const publicZone = EnvDocument.parse(STAG).value('ALB_SUBDOMAIN') ?? '';
    await seedStandIn(this.#standIn, { publicZone });
  }

  get standIn(): StandIn {
    if (!this.#standIn) throw new Error('the stand-in was not started');
    return this.#standIn;
  }

  /** A fresh environment: its own workspace, its own bucket; `through` is an address in front of the stand-in. */
  async environment(through?: string): Promise<SmallEnvironment> {
    this.#rounds += 1;
    const bucket = `small-hub-${this.#rounds}-tfstate`;
    const workspace = join(this.#box.dir, `environment-${this.#rounds}`);
    mkdirSync(workspace);
    writeFileSync(
      join(workspace, '.env.stag'),
      STAG.replace(/FLIP_TFSTATE_BUCKET_NAME=.*/, `FLIP_TFSTATE_BUCKET_NAME=${bucket}`),
      {
        mode: 0o600,
      },
    );
    const endpoint = through ?? gatewayUrl(this.standIn);
    const aws = createAws({
      region: REHEARSAL_REGION,
      standIn: { endpoint, accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
    });
    await ensureStateBucket(aws, bucket, REHEARSAL_REGION, 'no sign-in here', async () => {});
    // A root of four resources has no bucket of kits, no cluster to copy them into, and no user pool.
    const left = ['fl-kits', 'provision-kits', 'register-supernode-keys', 'seed-users'].flatMap((phase) => [
      '--skip',
      phase,
    ]);
    const words = ['deploy', '--env', 'stag', '--to', 'update-env', ...left, '--json', '--allow-endpoint-override'];
    const program = (...more: string[]): Program => ({
      argv: [join(this.#package, 'bin', 'flip-hub.js'), ...words, '--workspace', workspace, ...more],
      cwd: workspace,
      env: {
        ...this.#box.env,
        PATH: [join(this.#box.dir, 'tools'), this.#box.env.PATH].join(delimiter),
        AWS_ENDPOINT_URL: endpoint,
      },
      stateDir: join(workspace, '.flip-hub', 'stag'),
    });
    return new SmallEnvironment(workspace, program, new StateObjects(aws, bucket, 'no sign-in here'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#box[Symbol.asyncDispose]();
  }
}

interface State {
  outputs: Record<string, { value: unknown }>;
  resources: { type: string; name: string; instances: { index_key?: string; status?: string }[] }[];
}

export class SmallEnvironment {
  readonly workspace: string;
  readonly program: (...more: string[]) => Program;
  readonly #objects: StateObjects;

  constructor(workspace: string, program: (...more: string[]) => Program, objects: StateObjects) {
    this.workspace = workspace;
    this.program = program;
    this.#objects = objects;
  }

  get stateDir(): string {
    return this.program().stateDir;
  }

  /** Every effect that happened, one entry each time it did. */
  effects(): string[] {
    const path = join(this.stateDir, 'effects.txt');
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').sort() : [];
  }

  /** What two deployments that ended the same have in common: what the state manages and says, and what the file got. */
  async result(): Promise<unknown> {
    const state = (await this.#objects.get<State>(STATE_KEY))?.value;
    const marks = JSON.parse(readFileSync(join(this.stateDir, 'checkpoint.json'), 'utf8')) as {
      open: boolean;
      marks: Record<string, unknown>;
    };
    const file = readFileSync(join(this.workspace, '.env.stag'), 'utf8');
    return {
      outputs: state?.outputs,
      managed: state?.resources
        .flatMap(({ type, name, instances }) =>
          instances.map(({ index_key, status }) => [type, name, index_key ?? '', status ?? 'whole'].join(' ')),
        )
        .sort(),
      file: file.split('\n').filter((line) => !line.startsWith('FLIP_TFSTATE_BUCKET_NAME=')),
      open: marks.open,
      phases: Object.keys(marks.marks).sort(),
      locked: await this.#objects.exists(`${STATE_KEY}.tflock`),
    };
  }
}
