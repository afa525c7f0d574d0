/** What is stricter in production than in staging, as the real AWS command line reads it back. */
import type { AwsCli } from './aws.ts';

export interface Hardening {
  databaseProtected: boolean;
  databaseBackupDays: number;
  fileSystemBackups: string;
  /** Every log group's days, each once. */
  logDays: number[];
  /** The API's own switch for the second factor; absent means the application's default, which is on. */
  enforceMfa: string | undefined;
}

export async function hardeningOf(aws: AwsCli): Promise<Hardening> {
  const [databases, fileSystems, groups, edgeGroups, api] = await Promise.all([
    aws('rds', 'describe-db-instances'),
    aws('efs', 'describe-file-systems'),
    aws('logs', 'describe-log-groups'),
    aws('logs', 'describe-log-groups', '--region', 'us-east-1'),
    aws('ecs', 'describe-task-definition', '--task-definition', 'flip-api'),
  ]);
  const database = (databases.DBInstances as { DeletionProtection: boolean; BackupRetentionPeriod: number }[])[0];
  const [fileSystem] = fileSystems.FileSystems as { FileSystemId: string }[];
  const { BackupPolicy } = await aws(
    'efs',
    'describe-backup-policy',
    '--file-system-id',
    fileSystem?.FileSystemId ?? 'there is none',
  );
  const days = [groups, edgeGroups].flatMap(({ logGroups }) =>
    (logGroups as { retentionInDays?: number }[]).map((group) => group.retentionInDays ?? 0),
  );
  const [container] = (
    api.taskDefinition as { containerDefinitions: { environment: { name: string; value: string }[] }[] }
  ).containerDefinitions;
  return {
    databaseProtected: database?.DeletionProtection === true,
    databaseBackupDays: database?.BackupRetentionPeriod ?? 0,
    fileSystemBackups: (BackupPolicy as { Status: string }).Status,
    logDays: [...new Set(days)],
    enforceMfa: container?.environment.find(({ name }) => name === 'ENFORCE_MFA')?.value,
  };
}

export const PROMISED: Record<'stag' | 'production', Hardening> = {
  stag: {
    databaseProtected: false,
    databaseBackupDays: 7,
    fileSystemBackups: 'DISABLED',
    logDays: [90],
    enforceMfa: 'false',
  },
  production: {
    databaseProtected: true,
    databaseBackupDays: 30,
    fileSystemBackups: 'ENABLED',
    logDays: [365],
    enforceMfa: undefined,
  },
};
