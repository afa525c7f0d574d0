/** Sessions through the real AWS client, against the stand-in's API and message service. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createAws } from '../../src/aws/factory.ts';
import { createSessionApi } from '../../src/aws/session-api.ts';
import { createTunnels } from '../../src/tunnel/index.ts';
import { fakeMoto } from '../rehearsal-unit/support/fake-moto.ts';
import { ownFolder } from '../rehearsal-unit/support/folder.ts';
import { gatewayFor } from '../rehearsal-unit/support/gateway.ts';
import { dialled, echo, some } from '../tunnel/support/targets.ts';

const target = { kind: 'instance', instance: 'i-0abc' } as const;
const dir = ownFolder('sessions');

async function standIn() {
  const moto = await fakeMoto((_, __, response) => response.writeHead(500).end());
  const gateway = await gatewayFor(dir, moto.port);
  onTestFinished(async () => {
    gateway.sessions.close();
    await gateway.close();
    await moto.close();
  });
  const aws = createAws({
    region: 'eu-west-2',
    standIn: { endpoint: gateway.url, accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
  });
  return { gateway, aws, api: createSessionApi(aws, 'aws sso login') };
}

describe('sessions by the AWS client', () => {
  it('starts, signs, resumes and terminates, or no forward would work outside tests', async () => {
    const { gateway, api } = await standIn();
    const tunnels = createTunnels({ api });
    onTestFinished(async () => void (await tunnels.stopAll()));
    const forward = await tunnels.openForward({ id: 'f', target: { ...target, port: await echo() }, localPort: 0 });
    await forward.ready();
    const socket = await dialled(forward.address.port);
    socket.write('before');
    expect(String(await some(socket, 6))).toBe('before');
    gateway.sessions.reset();
    socket.write('after');
    expect(String(await some(socket, 5))).toBe('after');
    expect(gateway.sessions.opened).toEqual({ streams: 2, signed: 2 });
    expect((await forward.stop()).sessions).toMatchObject([{ terminated: true }]);
    expect(gateway.sessions.active).toEqual([]);
    expect(gateway.recorder.summary().byOperation).toMatchObject({
      'ssm.StartSession': 1,
      'ssm.ResumeSession': 1,
      'ssm.TerminateSession': 1,
    });
  });

  it('says in words that a host is not connected, and does not mind a session that is gone', async () => {
    const { api } = await standIn();
    await expect(
      api.startSession({ instance: 'nothing', document: 'AWS-StartSSHSession', parameters: {} }),
    ).rejects.toMatchObject({ fields: { code: 'ssm-target-not-connected' } });
    await api.terminateSession('nobody-0');
    expect(await api.resumeSession('nobody-0')).toBeUndefined();
  });

  it('tells an outage from a refusal, so that only the outage is waited for', async () => {
    const { gateway, api } = await standIn();
    gateway.sessions.faults.outage = true;
    await expect(api.resumeSession('any')).rejects.toMatchObject({ fields: { code: 'aws-server-error' } });
    await gateway.close();
    await expect(api.resumeSession('any')).rejects.toMatchObject({ fields: { code: 'aws-unreachable' } });
  });

  it('does not sign an address that is signed already', async () => {
    const { api } = await standIn();
    expect(await api.signStream('wss://host/v1/data-channel/s?X-Amz-Signature=0')).toEqual({});
    const headers = await api.signStream('wss://ssmmessages.eu-west-2.amazonaws.com/v1/data-channel/s?role=x');
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d{8}\/eu-west-2\/ssmmessages\/aws4_request, SignedHeaders=host;x-amz-/,
    );
  });

  it('signs with the time AWS goes by, once a call has learnt it: a wrong clock here would refuse every stream', async () => {
    const { aws, api } = await standIn();
    const { client } = await aws.ssm();
    client.config.systemClockOffset = -3_600_000;
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-02T03:04:05Z') });
    try {
      const headers = await api.signStream('wss://ssmmessages.eu-west-2.amazonaws.com/v1/data-channel/s?role=x');
      expect(headers['x-amz-date']).toBe('20260102T020405Z');
    } finally {
      vi.useRealTimers();
    }
  });
});
