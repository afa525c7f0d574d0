/** The sink: nothing gets out of a rehearsal, and whatever tried is known. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sink, startSink } from '../../src/rehearsal/sink/server.ts';
import { sinkContacts } from '../../src/rehearsal/stand-in.ts';
import { fakeMoto } from './support/fake-moto.ts';
import { ownFolder } from './support/folder.ts';

describe('sink', () => {
  const dir = ownFolder('sink');
  let sink: Sink;
  beforeAll(async () => {
    sink = await startSink(dir);
  });
  afterAll(() => sink.close());

  it('refuses and records a CONNECT, or a real AWS account could be reached over TLS', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = request({ host: '127.0.0.1', port: sink.port, method: 'CONNECT', path: 'sts.amazonaws.com:443' });
      call.on('connect', (response, socket) => {
        socket.destroy();
        resolve(response.statusCode);
      });
      call.on('error', reject).end();
    });
    expect(status).toBe(403);
    expect((await sinkContacts({ dir })).at(-1)).toMatchObject({ method: 'CONNECT', target: 'sts.amazonaws.com:443' });
  });

  it('refuses and records a plain request without its query, or a token in it would lie in the record', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const path = 'http://example.org/file?token=hunter2';
      request({ host: '127.0.0.1', port: sink.port, path }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
    expect((await sinkContacts({ dir })).at(-1)).toMatchObject({ method: 'GET', target: 'http://example.org/file' });
  });

  it('passes a bucket with dots in its name on to the stand-in, or no log bucket could be made', async () => {
    const gateway = await fakeMoto((_, __, response) => response.end('made'));
    const own = await startSink(dir, () => gateway.port);
    const before = (await sinkContacts({ dir })).length;
    const put = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const path = `http://${host}/a%20b?acl`;
        request({ host: '127.0.0.1', port: own.port, method: 'PUT', path }, (response) => {
          response.resume().on('end', () => resolve(response.statusCode));
        })
          .on('error', reject)
          .end('body');
      });
    expect(await put(`logs.example.org.127.0.0.1:${gateway.port}`)).toBe(200);
    expect(await put(`111122223333.127.0.0.1:${gateway.port}`)).toBe(200);
    expect(gateway.seen).toMatchObject([
      {
        method: 'PUT',
        url: '/logs.example.org/a%20b?acl',
        body: 'body',
        headers: { host: `127.0.0.1:${gateway.port}` },
      },
      { url: '/a%20b?acl' },
    ]);
    expect(await sinkContacts({ dir })).toHaveLength(before);
    expect(await put(`logs.127.0.0.1:${gateway.port + 1}`)).toBe(403);
    expect(await put(`logs.127.0.0.1.example.org:${gateway.port}`)).toBe(403);
    await own.close();
    await gateway.close();
  });

  it('says that nothing tried to leave when no sink ever wrote', async () => {
    expect(await sinkContacts({ dir: `${dir}/never` })).toEqual([]);
  });
});
