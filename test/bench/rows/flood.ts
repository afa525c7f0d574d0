/**
 * A tool that prints ten million lines while the screen is on: held, redacted, written and drawn, beside the same lines
 * into `cat > file`. What an operator waits for when a provider is set to trace.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as pty from 'node-pty';
import { FLOOD_LABELS, FloodedProgram } from '../../flood/flooded-program.ts';
import { median } from '../measure/alternate.ts';
import { readOnTime } from '../measure/on-time.ts';
import { timeToEnd } from '../measure/spawned.ts';
import type { Row } from '../report/row.ts';
import { FLOOD_PROGRAM, floodExpected, floodSecrets } from '../world/flood.ts';
import { ENTRY } from '../world/sandbox.ts';

export const LINES = 10_000_000;
/** Ours may take four times as long as cat, which looks at nothing. */
const RATIO = 4;
const MEMORY_MB = 100;
const GAP_MS = 100;
const LOOK_MS = 100;
const ROUNDS = 3;

export async function flood(): Promise<Row[]> {
  const rounds: Round[] = [];
  for (let i = 0; i < ROUNDS; i += 1) rounds.push(await round());
  const [ours, peer] = [median(rounds.map(({ ms }) => ms)), median(rounds.map(({ peerMs }) => peerMs))];
  const ratio = median(rounds.map(({ ms, peerMs }) => ms / peerMs));
  const largest = rounds.reduce((a, b) => (treeOf(b) - b.homeMb > treeOf(a) - a.homeMb ? b : a));
  const slowest = rounds.reduce((a, b) => (b.gapMs > a.gapMs ? b : a));
  const [tree, wanting] = [treeOf(largest), rounds.filter(({ whole, leaks }) => !whole || leaks > 0)];
  const worst = wanting[0] ?? rounds[0];
  return [
    {
      what: 'ten million lines on the screen',
      against: 'the same child into cat > file',
      value: ours,
      peer,
      ratio,
      target: RATIO,
      runs: ROUNDS,
      verdict: ratio <= RATIO ? 'met' : 'missed',
      note: `${floodSecrets().length} secrets; ${Math.round(LINES / ours)} thousand lines a second; each round ${rounds.map(({ ms, peerMs }) => `${(ms / peerMs).toFixed(2)}×`).join(', ')}; log.txt ${largest.logMb} MB; processor seconds: screen ${largest.screenCpu}, holder ${largest.holderCpu}`,
    },
    {
      what: 'its peak memory',
      against: `home screen + ${MEMORY_MB} MB, screen and holder together`,
      runs: ROUNDS,
      verdict: tree <= largest.homeMb + MEMORY_MB ? 'met' : 'missed',
      note: `${tree} MB: screen ${largest.screenMb} and holder ${largest.holderMb} at their peaks (VmHWM), less ${largest.sharedMb} that they share; home screen ${largest.homeMb} MB`,
    },
    {
      what: 'its longest frame gap',
      against: `${GAP_MS} ms between two writes to the terminal`,
      runs: ROUNDS,
      verdict: slowest.gapMs <= GAP_MS ? 'met' : 'missed',
      note: `${rounds.map(({ gapMs }) => gapMs).join(', ')} ms; ${rounds.map(({ late, frames }) => `${late} of ${frames}`).join(', ')} frames came later than ${GAP_MS} ms; the reader, ${slowest.first ? 'before all others' : 'in its turn'}, was itself away for ${rounds.map(({ awayMs }) => awayMs).join(', ')} ms at most`,
    },
    {
      what: 'its lines in log.txt',
      against: 'every one, in order, without a secret',
      runs: ROUNDS,
      verdict: wanting.length === 0 ? 'met' : 'missed',
      note: `${worst?.lines} of ${LINES}, the same hash: ${worst?.whole}; ${worst?.leaks} secrets came through`,
    },
  ];
}

type Round = Watched & {
  peerMs: number;
  homeMb: number;
  logMb: number;
  lines: number;
  whole: boolean;
  leaks: number;
};

/** The peer right before ours: what else the machine does in that minute slows both. */
async function round(): Promise<Round> {
  await using world = await FloodedProgram.open(LINES, ENTRY);
  const homeMb = await homeMemory(world);
  const line = `"${process.execPath}" "${FLOOD_PROGRAM}" ${LINES} | cat > "${join(world.dir, 'flood.txt')}"`;
  const peer = await timeToEnd({ file: '/bin/sh', args: ['-c', line], cwd: world.dir, env: world.env });
  const seen = await watched(world);
  const expected = floodExpected(LINES, FLOOD_LABELS);
  const logged = await world.logged();
  const log = join(world.runDir ?? '', 'log.txt');
  return {
    ...seen,
    peerMs: peer.ms,
    homeMb,
    logMb: Math.round(statSync(log).size / 1e6),
    lines: logged.lines,
    whole: logged.lines === expected.lines && logged.digest() === expected.digest(),
    leaks: await world.leaked(log),
  };
}

/** Both run the same program: its pages are in memory once, and each of the two counts them as its own. */
const treeOf = ({ screenMb, holderMb, sharedMb }: Watched): number => screenMb + holderMb - sharedMb;

interface Watched {
  ms: number;
  screenMb: number;
  holderMb: number;
  sharedMb: number;
  screenCpu: number;
  holderCpu: number;
  gapMs: number;
  /** How long the process that stamps them was not there, ms, and whether it went before all others. */
  awayMs: number;
  first: boolean;
  frames: number;
  late: number;
}

/** One plan on a pseudo-terminal; times are those of the flooding tool alone. */
async function watched(world: FloodedProgram): Promise<Watched> {
  const stamps: number[] = [];
  const reader = readOnTime();
  const child = pty.spawn(process.execPath, world.plan(), {
    name: 'xterm-256color',
    cols: 120,
    rows: 40,
    cwd: world.workspace,
    env: world.env,
  });
  child.onData(() => void stamps.push(Date.now()));
  const [screen, holder] = [new Peak(() => child.pid), new Peak(() => world.holder)];
  const timer = setInterval(() => {
    screen.look();
    holder.look();
  }, LOOK_MS);
  const { exitCode } = await new Promise<{ exitCode: number }>((resolve) => child.onExit(resolve));
  clearInterval(timer);
  const awayMs = reader.end();
  const tool = world.journal.findLast((event) => event.type === 'tool');
  const end = world.journal.find((event) => event.type === 'phase-finished' && event.phase === 'plan');
  if (exitCode !== 0 || tool === undefined || end === undefined) throw new Error(`the flooded plan ended ${exitCode}`);
  const [from, to] = [Date.parse(tool.time), Date.parse(end.time)];
  const inside = stamps.filter((at) => at >= from && at <= to);
  const gaps = inside.slice(1).map((at, i) => at - (inside[i] ?? at));
  return {
    ms: to - from,
    screenMb: screen.mb,
    holderMb: holder.mb,
    sharedMb: Math.min(screen.programMb, holder.programMb),
    screenCpu: screen.cpuSeconds,
    holderCpu: holder.cpuSeconds,
    gapMs: Math.max(0, ...gaps),
    awayMs,
    first: reader.first,
    frames: inside.length,
    late: gaps.filter((gap) => gap > GAP_MS).length,
  };
}

async function homeMemory(world: FloodedProgram): Promise<number> {
  const child = pty.spawn(process.execPath, [world.entry, '--workspace', world.workspace], {
    name: 'xterm-256color',
    cols: 120,
    rows: 40,
    cwd: world.workspace,
    env: world.env,
  });
  const peak = new Peak(() => child.pid);
  let quiet: NodeJS.Timeout | undefined;
  const ended = new Promise((resolve) => child.onExit(resolve));
  child.onData(() => {
    clearTimeout(quiet);
    // The screen is complete when nothing more is drawn.
    quiet = setTimeout(() => {
      peak.look();
      child.write('q');
    }, 2000);
  });
  await ended;
  return peak.mb;
}

/** What one process took at most, read while it lives. */
class Peak {
  readonly #pid: () => number | undefined;
  mb = 0;
  /** What of it are pages of files: Node itself. */
  programMb = 0;
  cpuSeconds = 0;

  constructor(pid: () => number | undefined) {
    this.#pid = pid;
  }

  look(): void {
    const pid = this.#pid();
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      this.mb = Math.max(this.mb, Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024));
      this.programMb = Math.max(this.programMb, Math.round(Number(/RssFile:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024));
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      this.cpuSeconds = Math.max(this.cpuSeconds, (Number(fields[11]) + Number(fields[12])) / 100 || 0);
    } catch {
      // Not there yet, or no more.
    }
  }
}
