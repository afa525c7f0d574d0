/**
 * IAM's answer to "may this role do that?", which moto lacks: judged by the policies that moto holds of the role or user,
 * for all resources and without a context, as AWS does when neither is given. Groups, boundaries and organizations it has not.
 */
import { xml } from '../answer.ts';
import { type Call, formOf } from '../call.ts';
import type { Moto } from '../moto.ts';
import { element, elements, escapeXml } from '../protocol/xml.ts';
import type { Row } from '../row.ts';

const VERSION = '2010-05-08';
/** IAM is one for the world. */
const REGION = 'us-east-1';
const NS = 'xmlns="https://iam.amazonaws.com/doc/2010-05-08/"';
const ASKING = 'iam:SimulatePrincipalPolicy';

interface Statement {
  Effect?: string;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  Condition?: unknown;
}

type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny';

export function iamSimulationRows(): Row[] {
  return [
    {
      service: 'iam',
      operation: 'SimulatePrincipalPolicy',
      by: { action: 'SimulatePrincipalPolicy' },
      async answer(call, { moto }) {
        const { arn, actions } = asked(call);
        const who = principalIn(arn);
        const held = who === undefined ? undefined : await statementsOf(who, moto);
        if (held === undefined) return failure(404, 'NoSuchEntity', `${arn} does not exist`);
        // Here whoever asks, asks about itself: without this right it is refused, as AWS refuses it.
        if (decide(held, ASKING) !== 'allowed')
          return failure(403, 'AccessDenied', `${arn} is not authorized to perform: ${ASKING} on resource: ${arn}`);
        const members = actions.map(
          (action) =>
            `<member><EvalActionName>${escapeXml(action)}</EvalActionName><EvalResourceName>*</EvalResourceName><EvalDecision>${decide(held, action)}</EvalDecision><MatchedStatements/><MissingContextValues/></member>`,
        );
        return xml(
          `<SimulatePrincipalPolicyResponse ${NS}><SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated><EvaluationResults>${members.join('')}</EvaluationResults></SimulatePrincipalPolicyResult><ResponseMetadata><RequestId>simulated</RequestId></ResponseMetadata></SimulatePrincipalPolicyResponse>`,
        );
      },
    },
  ];
}

function asked(call: Call): { arn: string; actions: string[] } {
  const fields = formOf(call);
  const names = [...fields.keys()].filter((name) => name.startsWith('ActionNames.member.'));
  return { arn: fields.get('PolicySourceArn') ?? '', actions: names.map((name) => fields.get(name) ?? '') };
}

interface Principal {
  kind: 'Role' | 'User';
  name: string;
}

/** The name is what follows the last slash: a role may have a path. */
function principalIn(arn: string): Principal | undefined {
  const [, kind, name] = /^arn:[^:]+:iam::\d+:(role|user)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  return name === undefined ? undefined : { kind: kind === 'role' ? 'Role' : 'User', name };
}

/** Undefined when there is nobody of that name. */
async function statementsOf({ kind, name }: Principal, moto: Moto): Promise<Statement[] | undefined> {
  const ask = async (action: string, more: Record<string, string> = {}) => {
    const said = await moto.query('iam', REGION, { Action: action, Version: VERSION, ...more });
    return said.status === 200 ? said.body.toString('utf8') : undefined;
  };
  const whose = { [`${kind}Name`]: name };
  const attached = await ask(`ListAttached${kind}Policies`, whose);
  const inline = await ask(`List${kind}Policies`, whose);
  if (attached === undefined || inline === undefined) return undefined;
  const documents = await Promise.all([
    ...elements('PolicyArn', attached).map(async (PolicyArn) => {
      const VersionId = element('DefaultVersionId', (await ask('GetPolicy', { PolicyArn })) ?? '') ?? 'v1';
      return element('Document', (await ask('GetPolicyVersion', { PolicyArn, VersionId })) ?? '');
    }),
    ...elements('member', element('PolicyNames', inline) ?? '').map(async (PolicyName) =>
      element('PolicyDocument', (await ask(`Get${kind}Policy`, { ...whose, PolicyName })) ?? ''),
    ),
  ]);
  return documents.flatMap((text) => {
    if (text === undefined) throw new Error(`a policy of ${name} could not be read from moto`);
    const { Statement } = JSON.parse(decodeURIComponent(text)) as { Statement: Statement | Statement[] };
    return [Statement].flat();
  });
}

/** A condition cannot be met without a context, and one resource is not all of them. */
function decide(statements: readonly Statement[], action: string): Decision {
  const applying = statements.filter(
    (one) => one.Condition === undefined && [one.Resource ?? '*'].flat().includes('*') && names(one, action),
  );
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'explicitDeny';
  return applying.some(({ Effect }) => Effect === 'Allow') ? 'allowed' : 'implicitDeny';
}

function names({ Action, NotAction }: Statement, action: string): boolean {
  if (NotAction !== undefined) return ![NotAction].flat().some((pattern) => fits(pattern, action));
  return [Action ?? []].flat().some((pattern) => fits(pattern, action));
}

/** `*` and `?` as IAM has them; upper and lower case are the same. */
function fits(pattern: string, action: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(action);
}

const failure = (status: number, code: string, message: string) =>
  xml(
    `<ErrorResponse ${NS}><Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>simulated</RequestId></ErrorResponse>`,
    status,
  );
