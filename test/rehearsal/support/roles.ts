/** The roles of `docs/roles.md`, and the roles that AWS holds: equal, action by action. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsCli } from './aws.ts';
import type { Cycle } from './cycle.ts';
import { ROOT } from './program.ts';

export interface Role {
  actions: string[];
  /** Actions that are allowed on everything. */
  everywhere: string[];
  boundary: string | undefined;
}

/** What the page promises of this cycle: role → sorted actions. */
export function promisedRoles({ backend, trustHost }: Cycle): Record<string, string[]> {
  const there: Record<string, boolean> = { always: true, Flower: backend === 'flower', 'with a trust host': trustHost };
  const rows = readFileSync(join(ROOT, 'docs', 'roles.md'), 'utf8').matchAll(
    /^\| `([^`]+)` \| ([^|]+) \|.*\| (.*) \|$/gm,
  );
  return Object.fromEntries(
    [...rows]
      .filter((row) => there[row[2] ?? ''] ?? true)
      .map((row) => [row[1], [...(row[3] ?? '').matchAll(/`([a-z0-9-]+:\w+)`/g)].map((match) => match[1]).sort()]),
  ) as Record<string, string[]>;
}

interface Statement {
  Action: string | string[];
  Resource: string | string[];
}

interface RoleOfAws {
  RoleName: string;
  RolePolicyList: { PolicyDocument: { Statement: Statement[] } }[];
  AttachedManagedPolicies: unknown[];
  PermissionsBoundary?: { PermissionsBoundaryArn: string };
}

const listOf = (value: string | string[]) => (typeof value === 'string' ? [value] : value);
const actions = (statements: Statement[]) => [...new Set(statements.flatMap(({ Action }) => listOf(Action)))].sort();

export async function rolesOf(aws: AwsCli): Promise<Record<string, Role>> {
  const answer = await aws('iam', 'get-account-authorization-details', '--filter', 'Role');
  return Object.fromEntries(
    (answer.RoleDetailList as RoleOfAws[]).map((role) => {
      if (role.AttachedManagedPolicies.length > 0) throw new Error(`${role.RoleName} has a managed policy`);
      const statements = role.RolePolicyList.flatMap((policy) => policy.PolicyDocument.Statement);
      return [
        role.RoleName,
        {
          actions: actions(statements),
          everywhere: actions(statements.filter(({ Resource }) => listOf(Resource).includes('*'))),
          boundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
        },
      ];
    }),
  );
}
