/** Asking IAM what a role may do, through the real client against an IAM of one page of XML. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAws } from '../../src/aws/factory.ts';
import { simulatePermissions } from '../../src/aws/permissions.ts';

const SESSION = 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Operator_ab12/op@example.org';
const ROLE = 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Operator_ab12';

let server: Server;
let asked: URLSearchParams[];
let refuse: Set<string>;
beforeEach(async () => {
  asked = [];
  refuse = new Set();
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const words = new URLSearchParams(body);
      asked.push(words);
      const action = words.get('Action') ?? '';
      if (refuse.has(action)) {
        response.writeHead(403, { 'content-type': 'text/xml' });
        response.end(
          `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>`,
        );
        return;
      }
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(action === 'GetRole' ? role() : simulated(words));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const role = () =>
  `<GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult><Role><Arn>${ROLE}</Arn><RoleName>x</RoleName><RoleId>AROA</RoleId><Path>/</Path><CreateDate>2026-01-01T00:00:00Z</CreateDate></Role></GetRoleResult></GetRoleResponse>`;

/** Two actions a page: reads are allowed, deletes are denied above, and the rest is not mentioned by any policy. */
function simulated(words: URLSearchParams): string {
  const actions = [...words].filter(([key]) => key.startsWith('ActionNames.member.')).map(([, value]) => value);
  const at = Number(words.get('Marker') ?? 0);
  const results = actions.slice(at, at + 2).map((action) => {
    const [decision, detail] = /:(Get|List|Describe)/.test(action)
      ? ['allowed', '']
      : action.includes(':Delete')
        ? ['explicitDeny', '']
        : action.startsWith('iam:')
          ? [
              'implicitDeny',
              '<OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations></OrganizationsDecisionDetail>',
            ]
          : action.startsWith('ses:')
            ? [
                'implicitDeny',
                '<PermissionsBoundaryDecisionDetail><AllowedByPermissionsBoundary>false</AllowedByPermissionsBoundary></PermissionsBoundaryDecisionDetail>',
              ]
            : ['implicitDeny', ''];
    return `<member><EvalActionName>${action}</EvalActionName><EvalDecision>${decision}</EvalDecision>${detail}</member>`;
  });
  const more = at + 2 < actions.length;
  return `<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult><IsTruncated>${more}</IsTruncated>${more ? `<Marker>${at + 2}</Marker>` : ''}<EvaluationResults>${results.join('')}</EvaluationResults></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`;
}

const simulate = (actions: string[], arn = SESSION) =>
  simulatePermissions(
    createAws({
      region: 'eu-west-2',
      standIn: {
        endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        accessKeyId: 'AKIATEST',
        secretAccessKey: 'test',
      },
    }),
    arn,
    actions,
    'sign in',
  );

it('asks of the role with its whole path, over every page, and tells why an action is not allowed', async () => {
  const said = await simulate([
    'ec2:DescribeVpcs',
    'ec2:CreateVpc',
    'ec2:DeleteVpc',
    'iam:CreateRole',
    'ses:CreateEmailIdentity',
  ]);
  if (said.kind !== 'answered') throw new Error(said.why);
  expect(said.principal).toBe(ROLE);
  expect(asked.at(-1)?.get('PolicySourceArn')).toBe(ROLE);
  expect(Object.fromEntries(said.decisions)).toEqual({
    'ec2:DescribeVpcs': 'allowed',
    'ec2:CreateVpc': 'missing',
    'ec2:DeleteVpc': 'denied',
    'iam:CreateRole': 'organization',
    'ses:CreateEmailIdentity': 'boundary',
  });
});

it('hundreds of actions are asked in several questions, and none is left out', async () => {
  const actions = Array.from({ length: 205 }, (_, n) => `ec2:Describe${n}`);
  const said = await simulate(actions);
  if (said.kind !== 'answered') throw new Error(said.why);
  expect([...said.decisions.keys()].sort()).toEqual([...actions].sort());
});

it.each(['SimulatePrincipalPolicy', 'GetRole'])(
  'a role that may not ask (%s) gets no verdict, not a good one',
  async (action) => {
    refuse.add(action);
    expect(await simulate(['ec2:CreateVpc'])).toEqual({
      kind: 'refused',
      why: expect.stringContaining(`iam:${action}`),
    });
  },
);

it('the root of an account cannot be simulated, and that is said', async () => {
  expect(await simulate(['ec2:CreateVpc'], 'arn:aws:iam::111122223333:root')).toMatchObject({ kind: 'refused' });
  expect(asked).toEqual([]);
});
