/** A sign-in that has ended while forwards are open: asked of AWS until somebody has signed in, wherever that was. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createAws } from '../../../src/aws/factory.ts';
import { SignInGate } from '../../../src/commands/reach/sign-in.ts';
import type { HubServices } from '../../../src/phases/services.ts';

/** Answers GetCallerIdentity with these accounts one after the other; undefined: the token has expired. */
async function sts(answers: (string | undefined)[]) {
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume();
    const account = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    response.writeHead(account === undefined ? 403 : 200, { 'content-type': 'text/xml' });
    response.end(
      account === undefined
        ? '<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error></ErrorResponse>'
        : `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>${account}</Account><Arn>arn:aws:iam::${account}:user/op</Arn><UserId>A</UserId></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve()).closeAllConnections()));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const aws = createAws({
    region: 'eu-west-2',
    standIn: { endpoint, accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
  });
  const services = {
    aws: () => aws,
    login: 'aws sso login --profile stag',
    envFile: '.env.stag',
    settings: () => ({ text: () => '111122223333' }),
  } as unknown as HubServices;
  return { services, asked: () => asked };
}

it('waits until the credentials work again, says how, and takes the words away', { timeout: 60_000 }, async () => {
  const { services, asked } = await sts([undefined, undefined, '111122223333']);
  const shown: (readonly string[])[] = [];
  await new SignInGate(services, (lines) => shown.push(lines), new AbortController().signal).wait();
  expect(asked()).toBe(3);
  expect(shown).toEqual([[expect.stringContaining('aws sso login --profile stag')], []]);
});

it('does not go on in another account', { timeout: 60_000 }, async () => {
  const { services } = await sts(['999900001111']);
  await expect(new SignInGate(services, () => undefined, new AbortController().signal).wait()).rejects.toMatchObject({
    fields: { code: 'account-mismatch' },
  });
});

it('ends with everything else', { timeout: 60_000 }, async () => {
  const { services } = await sts([undefined]);
  const over = new AbortController();
  const waiting = new SignInGate(services, () => undefined, over.signal).wait();
  over.abort();
  await expect(waiting).rejects.toThrow();
});

it('names the command where it cannot sign in itself', async () => {
  const { services } = await sts([undefined]);
  const gate = new SignInGate(services, () => undefined, new AbortController().signal);
  expect(await gate.signIn()).toBe('sign in with: aws sso login --profile stag');
});
