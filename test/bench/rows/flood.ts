/**
 * A tool that prints ten million lines while the screen is on: held, redacted, written and drawn, beside the same lines
 * into `cat > file`. What an operator waits for when a provider is set to trace.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as pty from 'node-pty';
import { FLOOD_LABELS, FloodedProgram } from '../../flood/flooded-program.ts';
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

export async function flood(): Promise<Row[]> {
  await using world = await FloodedProgram.open(LINES, ENTRY);
  const home = await homeMemory(world);
  const line = `"${process.execPath}" "${FLOOD_PROGRAM}" ${LINES} | cat > "${join(world.dir, 'flood.txt')}"`;
  const peer = await timeToEnd({ file: '/bin/sh', args: ['-c', line], cwd: world.dir, env: world.env });
  const seen = await watched(world);
  const expected = floodExpected(LINES, FLOOD_LABELS);
  const logged = await world.logged();
  const whole = logged.lines === expected.lines && logged.digest() === expected.digest();
  const leaks = await world.leaked(join(world.runDir ?? '', 'log.txt'));
  const log = statSync(join(world.runDir ?? '', 'log.txt')).size;
  const ratio = seen.ms / peer.ms;
  // Both run the same program: its pages are in memory once, and each of the two counts them as its own.
  const tree = seen.screenMb + seen.holderMb - seen.sharedMb;
  return [
    {
      what: 'ten million lines on the screen',
      against: 'the same child into cat > file',
      value: seen.ms,
      peer: peer.ms,
      ratio,
      target: RATIO,
      runs: 1,
      verdict: ratio <= RATIO ? 'met' : 'missed',
      note: `${floodSecrets().length} secrets; ${Math.round(LINES / seen.ms)} thousand lines a second; log.txt ${Math.round(log / 1e6)} MB; processor seconds: screen ${seen.screenCpu}, holder ${seen.holderCpu}`,
    },
    {
      what: 'its peak memory',
      against: `home screen + ${MEMORY_MB} MB, screen and holder together`,
      verdict: tree <= home + MEMORY_MB ? 'met' : 'missed',
      note: `${tree} MB: screen ${seen.screenMb} and holder ${seen.holderMb} at their peaks (VmHWM), less ${seen.sharedMb} that they share; home screen ${home} MB`,
    },
    {
      what: 'its longest frame gap',
      against: `${GAP_MS} ms between two writes to the terminal`,
      verdict: seen.gapMs <= GAP_MS ? 'met' : 'missed',
      note: `${seen.gapMs} ms; ${seen.late} of ${seen.frames} frames came later than ${GAP_MS} ms`,
    },
    {
      what: 'its lines in log.txt',
      against: 'every one, in order, without a secret',
      verdict: whole && leaks === 0 ? 'met' : 'missed',
      note: `${logged.lines} of ${expected.lines}, the same hash: ${whole}; ${leaks} secrets came through`,
    },
  ];
}

interface Watched {
  ms: number;
  screenMb: number;
  holderMb: number;
  sharedMb: number;
  screenCpu: number;
  holderCpu: number;
  gapMs: number;
  frames: number;
  late: number;
}

/** One plan on a pseudo-terminal; times are those of the flooding tool alone. */
async function watched(world: FloodedProgram): Promise<Watched> {
  const stamps: number[] = [];
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
