/**
 * IAM Identity Center on 127.0.0.1, as far as a sign-in uses it: clients, device codes, tokens, refreshing, role
 * credentials; and STS, so that whoever got credentials can be asked who they are. Behaviour is steered by `answers`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type PollAnswer = 'pending' | 'slow-down' | 'expired' | 'denied' | 'drop' | 'broken' | 'token';

export interface IdentityCenter extends AsyncDisposable {
  endpoint: string;
  /** What each poll gets, in order; the last stays. */
  answers: PollAnswer[];
  /** Clients that are known no more. */
  forgotten: Set<string>;
  /** Seconds a token lives. */
  tokenSeconds: number;
  clients: string[];
  /** Operation of each request, in order. */
  calls: string[];
  /** Every token that was given and still counts. */
  tokens: Set<string>;
  account: string;
  /** What the person who signed in may use. */
  accounts: { id: string; name: string; roles: string[] }[];
}

export async function identityCenter(): Promise<IdentityCenter> {
  const me = {
    answers: ['token'],
    forgotten: new Set<string>(),
    tokenSeconds: 3600,
    clients: [] as string[],
    calls: [] as string[],
    tokens: new Set<string>(),
    account: '111122223333',
    accounts: [
      { id: '111122223333', name: 'flip-stag', roles: ['Operator', 'ReadOnly'] },
      { id: '444455556666', name: 'flip-prod', roles: ['Operator'] },
    ],
  } as unknown as IdentityCenter;
  const server = createServer((request, response) => {
    void answer(me, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  me.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  me[Symbol.asyncDispose] = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return me;
}

async function answer(me: IdentityCenter, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://x').pathname;
  const text = await body(request);
  const json = (status: number, value: object, headers: Record<string, string> = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  const fail = (name: string, status = 400) =>
    json(status, { error: name, error_description: `because of ${name}` }, { 'x-amzn-errortype': name });
  switch (path) {
    case '/client/register': {
      me.calls.push('register');
      const id = `client-${me.clients.length + 1}`;
      me.clients.push(id);
      return void json(200, {
        clientId: id,
        clientSecret: `secret-of-${id}`,
        clientIdIssuedAt: seconds(),
        clientSecretExpiresAt: seconds() + 90 * 24 * 3600,
      });
    }
    case '/device_authorization': {
      me.calls.push('authorize');
      if (me.forgotten.has(JSON.parse(text).clientId)) return void fail('InvalidClientException', 401);
      return void json(200, {
        deviceCode: 'device-code-1',
        userCode: 'ABCD-EFGH',
        verificationUri: `${me.endpoint}/device`,
        verificationUriComplete: `${me.endpoint}/device?user_code=ABCD-EFGH`,
        expiresIn: 600,
        interval: 1,
      });
    }
    case '/token':
      return token(me, JSON.parse(text), request, json, fail);
    case '/assignment/accounts':
    case '/assignment/roles': {
      const url = new URL(request.url ?? '/', 'http://x');
      me.calls.push(path.slice('/assignment/'.length));
      const bearer = request.headers['x-amz-sso_bearer_token'];
      if (typeof bearer !== 'string' || !me.tokens.has(bearer)) return void fail('UnauthorizedException', 401);
      if (path === '/assignment/roles') {
        const roles = me.accounts.find(({ id }) => id === url.searchParams.get('account_id'))?.roles ?? [];
        return void json(200, { roleList: roles.map((roleName) => ({ roleName })) });
      }
      // One a page, so that a reader who stops at the first page is found out.
      const at = Number(url.searchParams.get('next_token') ?? 0);
      const { id, name } = me.accounts[at] ?? { id: '', name: '' };
      const next = at + 1 < me.accounts.length ? { nextToken: String(at + 1) } : {};
      return void json(200, { accountList: [{ accountId: id, accountName: name }], ...next });
    }
    case '/federation/credentials': {
      me.calls.push('role-credentials');
      const bearer = request.headers['x-amz-sso_bearer_token'];
      if (typeof bearer !== 'string' || !me.tokens.has(bearer)) return void fail('UnauthorizedException', 401);
      return void json(200, {
        roleCredentials: {
          accessKeyId: 'ASIAEXAMPLE',
          secretAccessKey: 'example',
          sessionToken: 'session',
          expiration: (seconds() + 3600) * 1000,
        },
      });
    }
    default: {
      me.calls.push(/Action=(\w+)/.exec(text)?.[1] ?? `${request.method} ${path}`);
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(
          `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::${me.account}:assumed-role/Operator/op</Arn><UserId>AROA:op</UserId><Account>${me.account}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
        );
    }
  }
}

const ERRORS: Partial<Record<PollAnswer, string>> = {
  pending: 'AuthorizationPendingException',
  'slow-down': 'SlowDownException',
  expired: 'ExpiredTokenException',
  denied: 'AccessDeniedException',
};

function token(
  me: IdentityCenter,
  asked: { grantType: string; deviceCode?: string; refreshToken?: string; clientSecret?: string },
  request: IncomingMessage,
  json: (status: number, value: object) => void,
  fail: (name: string, status?: number) => void,
): void {
  const refreshing = asked.grantType === 'refresh_token';
  me.calls.push(refreshing ? 'refresh' : 'poll');
  if (!asked.clientSecret?.startsWith('secret-of-client-')) return void fail('InvalidClientException', 401);
  if (!refreshing) {
    const next = me.answers.length > 1 ? (me.answers.shift() as PollAnswer) : (me.answers[0] as PollAnswer);
    if (next === 'drop') return void request.socket.destroy();
    if (next === 'broken') return void fail('InternalServerException', 500);
    const name = ERRORS[next];
    if (name !== undefined) return void fail(name);
  } else if (!asked.refreshToken?.startsWith('refresh-')) return void fail('InvalidGrantException');
  const access = `access-${me.tokens.size + 1}`;
  me.tokens.add(access);
  json(200, {
    accessToken: access,
    tokenType: 'Bearer',
    expiresIn: me.tokenSeconds,
    refreshToken: `refresh-${me.tokens.size}`,
  });
}

const seconds = (): number => Math.floor(Date.now() / 1000);

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
