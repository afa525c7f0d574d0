/**
 * Forwards against the stand-in's agent at its real pace, 1 KiB a millisecond: how much of that pace arrives, how fast a
 * small page comes, what a forward costs. Where AWS's own client is on PATH, the same for it.
 */
import { join } from 'node:path';
import type { Row } from '../report/row.ts';
import { download, get, percentile } from '../tunnel/loads.ts';
import { awsForward, type Peer, pluginForward } from '../tunnel/peers.ts';
import { Child } from '../tunnel/talk.ts';
import { BenchSandbox, PACKAGE } from '../world/sandbox.ts';

const CAP = 1024;
const BYTES = 6_000_000;
const GETS = 200;
const AT_ONCE = 100;
const IDLE = 6;
const PAGE_PORT = 1;
const SOURCE_PORT = 2;
const MIB = 1024 * 1024;

interface Usage {
  rss: number;
  cpu: { user: number; system: number };
}

export async function tunnel(): Promise<Row[]> {
  using box = new BenchSandbox();
  const script = (name: string) => join(PACKAGE, 'test', 'bench', 'tunnel', name);
  await using far = new Child(script('far-side.ts'), [box.dir]);
  const { gateway } = await far.next<{ gateway: number }>();
  const endpoint = `http://127.0.0.1:${gateway}`;
  await using near = new Child(script('client.ts'), [endpoint]);
  const open = (id: string, port: number, pool = 1) =>
    near.ask<{ port: number; ms: number }>({ do: 'open', id, port, pool });
  const usage = () => near.ask<Usage>({ do: 'usage' });

  await near.ask({ do: 'warm' });
  const first = await open('first', PAGE_PORT);
  await get(first.port);
  const empty = await usage();
  for (let i = 0; i < IDLE; i += 1) await open(`idle-${i}`, PAGE_PORT);
  const idle = await usage();

  const gets: number[] = [];
  for (let i = 0; i < GETS; i += 1) gets.push(await get(first.port));
  const many = await Promise.allSettled(Array.from({ length: AT_ONCE }, () => get(first.port)));
  const answered = many.filter(({ status }) => status === 'fulfilled').length;

  const one = await open('one', SOURCE_PORT);
  await download(one.port, 500_000);
  const before = await usage();
  const single = BYTES / (await download(one.port, BYTES)) / CAP;
  const after = await usage();
  const cpu = (after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system) / 1_000 / (BYTES / 1_000_000);

  const four = await open('four', SOURCE_PORT, 4);
  const began = performance.now();
  await Promise.all(Array.from({ length: 4 }, () => download(four.port, BYTES)));
  const pooled = (4 * BYTES) / (performance.now() - began) / CAP;

  const peers = [
    ...(await peerRows(await pluginForward(endpoint, box))),
    ...(await peerRows(await awsForward(endpoint, box))),
  ];
  return [
    atLeast('download, one session', "the agent's pace", single, 0.95, 'x'),
    atLeast('download, four sessions behind one port', "the agent's pace", pooled, 3.4, 'x'),
    atMost('small page over a new connection, p95', `${GETS} one after the other`, percentile(gets, 0.95), 10, 'ms'),
    { ...atLeast(`${AT_ONCE} connections at once, answered`, 'all of them', answered, AT_ONCE, ''), runs: 1 },
    atMost(`${IDLE} idle forwards, memory`, 'the process with one', (idle.rss - empty.rss) / MIB, 15, 'MiB'),
    reported('processor time for a megabyte down', 'this process alone', cpu, 'ms'),
    reported('a forward is ready after', 'its opening', first.ms, 'ms'),
    ...peers,
  ];
}

async function peerRows(peer: Peer | undefined): Promise<Row[]> {
  if (peer === undefined) return [];
  await using running = peer;
  const gets: number[] = [];
  for (let i = 0; i < GETS; i += 1) gets.push(await get(await running.port(PAGE_PORT)));
  const rate = BYTES / (await download(await running.port(SOURCE_PORT), BYTES)) / CAP;
  return [
    reported(`${running.name}: download, one session`, "the agent's pace", rate, 'x'),
    reported(`${running.name}: small page, p95`, `${GETS} one after the other`, percentile(gets, 0.95), 'ms'),
    reported(`${running.name}: memory of two forwards`, 'all its processes', (await running.memory()) / MIB, 'MiB'),
  ];
}

const text = (value: number, unit: string): string =>
  unit === 'x' ? `${value.toFixed(2)}x` : `${value.toFixed(unit === '' ? 0 : 1)}${unit === '' ? '' : ` ${unit}`}`;
const reported = (what: string, against: string, value: number, unit: string): Row => ({
  what,
  against,
  verdict: 'reported',
  note: text(value, unit),
});
const atLeast = (what: string, against: string, value: number, least: number, unit: string): Row => ({
  what,
  against,
  verdict: value >= least ? 'met' : 'missed',
  note: `${text(value, unit)}, at least ${text(least, unit)}`,
});
const atMost = (what: string, against: string, value: number, most: number, unit: string): Row => ({
  what,
  against,
  verdict: value <= most ? 'met' : 'missed',
  note: `${text(value, unit)}, at most ${text(most, unit)}`,
});
