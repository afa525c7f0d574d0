/**
 * The near side as a process of its own, so that its memory and processor time are those of forwards: opens forwards as
 * its standard input asks, one JSON object a line, and answers each with one.
 */
import { createInterface } from 'node:readline';
import { createAws } from '../../../src/aws/factory.ts';
import { createSessionApi } from '../../../src/aws/session-api.ts';
import { createTunnels, type Forward } from '../../../src/tunnel/index.ts';

export type Asked =
  | { do: 'warm' }
  | { do: 'open'; id: string; port: number; pool: number }
  | { do: 'usage' }
  | { do: 'close'; id: string };

const [endpoint = ''] = process.argv.slice(2);
const aws = createAws({
  region: 'eu-west-2',
  standIn: { endpoint, accessKeyId: 'AKIABENCH', secretAccessKey: 'bench-not-a-secret' },
});
const api = createSessionApi(aws, 'aws sso login');
const tunnels = createTunnels({ api });
const forwards = new Map<string, Forward>();

async function answer(asked: Asked): Promise<object> {
  switch (asked.do) {
    case 'warm':
      // The client of AWS is loaded once, by whichever forward is first, and is not what a forward costs.
      await api.resumeSession('nobody-0');
      return {};
    case 'open': {
      const target = { kind: 'instance', instance: 'i-0abc', port: asked.port } as const;
      const began = performance.now();
      const forward = await tunnels.openForward({ id: asked.id, target, localPort: 0, pool: asked.pool });
      await forward.ready();
      const ms = performance.now() - began;
      forwards.set(asked.id, forward);
      while (forward.sessions.length < asked.pool || forward.state.name !== 'ready')
        await new Promise((resolve) => setTimeout(resolve, 5));
      return { port: forward.address.port, ms };
    }
    case 'usage': {
      globalThis.gc?.();
      return { rss: process.memoryUsage().rss, cpu: process.cpuUsage() };
    }
    case 'close':
      return (await forwards.get(asked.id)?.stop()) ?? {};
  }
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as Asked))}\n`);
await tunnels.stopAll();
process.exit(0);
