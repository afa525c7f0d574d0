/**
 * What the signed-in role may do, asked of IAM without doing it. A role that may not ask gets that as an answer of its own:
 * not knowing is never taken for being allowed.
 */
import { awsError, awsErrorName, awsStatus } from './errors.ts';
import type { Aws } from './factory.ts';

export type SimulatedDecision = 'allowed' | 'missing' | 'denied' | 'boundary' | 'organization';

export type Simulation =
  | { kind: 'answered'; principal: string; decisions: Map<string, SimulatedDecision> }
  /** This role may not ask, or cannot be named. */
  | { kind: 'refused'; why: string };

/** As many actions as one question takes without its answer growing pages. */
const A_TIME = 90;

const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation']);

export async function simulatePermissions(
  aws: Aws,
  callerArn: string,
  actions: readonly string[],
  login: string,
): Promise<Simulation> {
  const principal = await principalOf(aws, callerArn, login);
  if (typeof principal !== 'string') return principal;
  const { client, SimulatePrincipalPolicyCommand } = await aws.iam();
  const decisions = new Map<string, SimulatedDecision>();
  try {
    for (let at = 0; at < actions.length; at += A_TIME) {
      const ActionNames = actions.slice(at, at + A_TIME);
      for (let marker: string | undefined, first = true; first || marker !== undefined; first = false) {
        const page = await client.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: principal,
            ActionNames,
            ...(marker === undefined ? {} : { Marker: marker }),
          }),
        );
        for (const result of page.EvaluationResults ?? [])
          if (result.EvalActionName !== undefined) decisions.set(result.EvalActionName, decisionOf(result));
        marker = page.IsTruncated === true ? page.Marker : undefined;
      }
    }
  } catch (error) {
    if (isDenied(error)) return { kind: 'refused', why: 'this role may not ask: iam:SimulatePrincipalPolicy' };
    throw awsError(error, 'iam:SimulatePrincipalPolicy', login);
  }
  return { kind: 'answered', principal, decisions };
}

interface Evaluated {
  EvalDecision?: string | undefined;
  PermissionsBoundaryDecisionDetail?: { AllowedByPermissionsBoundary?: boolean | undefined } | undefined;
  OrganizationsDecisionDetail?: { AllowedByOrganizations?: boolean | undefined } | undefined;
}

function decisionOf(result: Evaluated): SimulatedDecision {
  if (result.EvalDecision === 'allowed') return 'allowed';
  if (result.OrganizationsDecisionDetail?.AllowedByOrganizations === false) return 'organization';
  if (result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false) return 'boundary';
  return result.EvalDecision === 'explicitDeny' ? 'denied' : 'missing';
}

/** IAM simulates users and roles; a session's role is looked up, because its ARN leaves out the role's path. */
async function principalOf(aws: Aws, arn: string, login: string): Promise<string | Simulation> {
  const [, partition, account, role] = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  if (role === undefined) {
    if (/^arn:[^:]+:iam::\d+:(user|role)\//.test(arn)) return arn;
    return { kind: 'refused', why: `${arn} is neither a role nor a user, and IAM simulates nothing else` };
  }
  const { client, GetRoleCommand } = await aws.iam();
  try {
    const found = await client.send(new GetRoleCommand({ RoleName: role }));
    return found.Role?.Arn ?? `arn:${partition}:iam::${account}:role/${role}`;
  } catch (error) {
    if (isDenied(error)) return { kind: 'refused', why: `this role may not look itself up: iam:GetRole ${role}` };
    throw awsError(error, `iam:GetRole ${role}`, login);
  }
}

const isDenied = (error: unknown): boolean => DENIED.has(awsErrorName(error)) || awsStatus(error) === 403;
