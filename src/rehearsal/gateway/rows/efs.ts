/** EFS backup policies, which moto lacks. */
import { json } from '../answer.ts';
import { jsonOf } from '../call.ts';
import { awsError } from '../protocol/errors.ts';
import type { Row } from '../row.ts';

const PATH = /^\/2015-02-01\/file-systems\/([^/]+)\/backup-policy$/;

export function efsRows(): Row[] {
  const policies = new Map<string, unknown>();
  return [
    {
      service: 'elasticfilesystem',
      operation: 'PutBackupPolicy',
      by: { method: 'PUT', path: PATH },
      answer(call, _, path) {
        const policy = jsonOf(call).BackupPolicy;
        policies.set(path?.[1] ?? '', policy);
        return json({ BackupPolicy: policy });
      },
    },
    {
      service: 'elasticfilesystem',
      operation: 'DescribeBackupPolicy',
      by: { method: 'GET', path: PATH },
      answer(call, _, path) {
        const policy = policies.get(path?.[1] ?? '');
        return policy === undefined
          ? awsError(call, 404, 'PolicyNotFound', 'This file system has no backup policy.')
          : json({ BackupPolicy: policy });
      },
    },
  ];
}
