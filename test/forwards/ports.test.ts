import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { parseAdHoc } from '../../src/forwards/ad-hoc.ts';
import { freePortFor, inodesOf, lsofOwner, ownerOfPort } from '../../src/forwards/port-owner.ts';

describe('a local port', () => {
  it.skipIf(process.platform !== 'linux')('that is in use is traced to its process', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect((await ownerOfPort(port))?.pid).toBe(process.pid);
    const free = await freePortFor(port - 10_000, '127.0.0.1');
    expect(free).not.toBe(port);
    await new Promise((resolve) => server.close(resolve));
    expect(await ownerOfPort(port)).toBeUndefined();
  });

  it('counts as taken only by who listens, not by who is connected from it', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 111 1',
      '   1: 0100007F:0BB8 0100007F:9999 01 00000000:00000000 00:00000000 00000000  1000        0 222 1',
    ].join('\n');
    expect(inodesOf(table, 3000)).toEqual(['111']);
  });

  it("is told by lsof's own words elsewhere", () => {
    expect(lsofOwner('p4121\ncgrafana\nf7\n')).toEqual({ pid: 4121, name: 'grafana' });
    expect(lsofOwner('')).toBeUndefined();
  });
});

it.each([
  ['9000:80', { localPort: 9000, port: 80 }],
  ['9000:db.internal:5432', { localPort: 9000, host: 'db.internal', port: 5432 }],
  ['9000:[fd00::1]:80', { localPort: 9000, host: 'fd00::1', port: 80 }],
  ['80', undefined],
  ['0:80', undefined],
  ['9000:70000', undefined],
  ['9000:a b:80', undefined],
])('a forward typed as %s', (typed, wanted) => {
  expect(parseAdHoc(typed)).toEqual(wanted);
});
