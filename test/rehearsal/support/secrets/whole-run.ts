/**
 * A rehearsal with secrets planted in every place a secret can come from, and the scan of everything it left or
 * showed: files, streams, argv, saved plans, and every object in every bucket.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvDocument } from '../../../../src/hub/index.ts';
import { gatewayUrl, type StandIn } from '../../../../src/rehearsal/index.ts';
import type { AwsCli } from '../aws.ts';
import type { Sandbox } from '../program.ts';
import type { ChattyTerraform } from './chatty-terraform.ts';
import { type Hit, type Planted, SecretScan } from './scan.ts';
import type { Watched } from './watch.ts';

/** What an operator's own shell may hold. No rehearsal needs it, so none may show it. */
export const SHELL: Record<string, string> = {
  AWS_SECRET_ACCESS_KEY: 'pLanted/AWS+secret+key/0123456789abcdefg',
  AWS_SESSION_TOKEN: 'IQoJb3JpZ2luX2VjPLANTED//////////wEaCWV1LXdlc3QtMiJHMEUCIQ==',
  GITHUB_TOKEN: 'ghp_plantedPLANTED0123456789abcdefgh',
  GH_TOKEN: 'gho_otherPLANTED0123456789abcdefgh',
};

export interface WholeRun {
  box: Sandbox;
  env: string;
  streams: Record<string, string>;
  watched: Watched;
  terraform: ChattyTerraform;
}

/** Every secret of a finished rehearsal: of the environment file, the shell, the key pair, and the database. */
export async function plantedIn({ box, env }: Pick<WholeRun, 'box' | 'env'>, aws?: AwsCli): Promise<Planted[]> {
  const file = EnvDocument.parse(readFileSync(join(box.workspace, `.env.${env}`), 'utf8'));
  const keys = ['AES_KEY_BASE64', 'INTERNAL_SERVICE_KEY', 'INTERNAL_SERVICE_KEY_HASH', 'ADMIN_USER_PASSWORD'];
  // An OpenSSH key begins with what is public.
  const privateKey = readFileSync(join(box.workspace, '.flip-hub', env, 'host-aws'), 'utf8').split('\n')[4] ?? '';
  return [
    ...keys.map((key) => ({ label: key, value: file.value(key) ?? '' })),
    ...Object.entries(SHELL).map(([label, value]) => ({ label, value })),
    { label: 'SSH private key', value: privateKey },
    ...(aws ? [{ label: 'database password', value: await databasePassword(aws) }] : []),
  ];
}

async function databasePassword(aws: AwsCli): Promise<string> {
  const { DBInstances } = (await aws('rds', 'describe-db-instances')) as {
    DBInstances: { MasterUserSecret?: { SecretArn: string } }[];
  };
  const arn = DBInstances[0]?.MasterUserSecret?.SecretArn ?? '';
  const { SecretString } = (await aws('secretsmanager', 'get-secret-value', '--secret-id', arn)) as {
    SecretString: string;
  };
  return (JSON.parse(SecretString) as { password: string }).password;
}

/** Where secrets belong: the environment file, its backups, what the three printed lines load, and the key itself. */
const belongs = (box: Sandbox, env: string) => {
  const state = join(box.workspace, '.flip-hub', env);
  const own = [join(box.workspace, `.env.${env}`), join(state, 'rehearsal.env'), join(state, 'host-aws')];
  return (path: string) => own.includes(path) || path.startsWith(join(state, 'backups', `.env.${env}.`));
};

export function scanRun(run: WholeRun, planted: readonly Planted[]): { hits: Hit[]; scan: SecretScan } {
  const scan = new SecretScan(planted);
  const hits = [
    ...scan.folder(run.box.dir, belongs(run.box, run.env)),
    ...Object.entries(run.streams).flatMap(([name, text]) => scan.text(name, text)),
    ...[...run.watched.plans].flatMap(([name, bytes]) => scan.bytes(name, bytes)),
    ...scan.text('argv in /proc', [...run.watched.argv].join('\n')),
    ...scan.text('argv of terraform', run.terraform.argv()),
  ];
  return { hits, scan };
}

/** Every version of every object, and what containers are told: in an account, only Secrets Manager holds a secret. */
export async function scanAccount(
  standIn: StandIn,
  aws: AwsCli,
  planted: readonly Planted[],
): Promise<{ hits: Hit[]; objects: string[] }> {
  const scan = new SecretScan(planted);
  const objects: string[] = [];
  const hits: Hit[] = [];
  const { Buckets } = (await aws('s3api', 'list-buckets')) as { Buckets: { Name: string }[] };
  for (const { Name } of Buckets) {
    const { Versions = [] } = (await aws('s3api', 'list-object-versions', '--bucket', Name)) as {
      Versions?: { Key: string; VersionId: string }[];
    };
    const { Status: versioned } = (await aws('s3api', 'get-bucket-versioning', '--bucket', Name)) as {
      Status?: string;
    };
    for (const { Key, VersionId } of Versions) {
      objects.push(`${Name}/${Key}`);
      hits.push(
        ...scan.bytes(`s3://${Name}/${Key}`, await objectOf(standIn, Name, Key, versioned ? VersionId : undefined)),
      );
    }
  }
  const { taskDefinitionArns } = (await aws('ecs', 'list-task-definitions')) as { taskDefinitionArns: string[] };
  for (const arn of taskDefinitionArns) {
    objects.push(arn);
    const told = await aws('ecs', 'describe-task-definition', '--task-definition', arn);
    hits.push(...scan.text(arn, JSON.stringify(told)));
  }
  return { hits, objects };
}

/** Without a version in a bucket that never had any: the stand-in refuses to hear of one there. */
async function objectOf(standIn: StandIn, bucket: string, key: string, version: string | undefined): Promise<Buffer> {
  const url = `${gatewayUrl(standIn)}/${bucket}/${key}${version === undefined ? '' : `?versionId=${version}`}`;
  const response = await fetch(url, {
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/eu-west-2/s3/aws4_request, Signature=0' },
  });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}
