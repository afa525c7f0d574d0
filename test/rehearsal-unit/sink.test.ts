/** The sink: nothing gets out of a rehearsal, and whatever tried is known. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sink, startSink } from '../../src/rehearsal/sink/server.ts';
import { sinkContacts } from '../../src/rehearsal/stand-in.ts';
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

  it('says that nothing tried to leave when no sink ever wrote', async () => {
    expect(await sinkContacts({ dir: `${dir}/never` })).toEqual([]);
  });
});
