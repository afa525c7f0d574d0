/**
 * Runs two things in turn, so that whatever else the machine does falls on both alike, and compares their medians.
 * Owns the order and the statistics; knows nothing of what is run.
 */
import { childCpuMs } from './child-cpu.ts';

export interface Sample {
  /** Wall-clock milliseconds of the part that counts. */
  ms: number;
}

export interface Side {
  /** Median wall-clock milliseconds. */
  ms: number;
  fastest: number;
  slowest: number;
  /** Mean processor milliseconds (user and system) of all ended children of one run; undefined where it cannot be read. */
  cpuMs: number | undefined;
  runs: number;
}

export interface Compared {
  ours: Side;
  peer: Side;
  /** Median of ours over median of the peer. */
  ratio: number;
  /** The same for processor time: hardly moved by what else runs. */
  cpuRatio: number | undefined;
}

export type Run = () => Promise<Sample>;

/** `runs` of each, one after the other in turn, after `warmUps` unmeasured ones of each. */
export async function alternate(ours: Run, peer: Run, runs: number, warmUps = 3): Promise<Compared> {
  for (let i = 0; i < warmUps; i += 1) {
    await ours();
    await peer();
  }
  const a = new Samples();
  const b = new Samples();
  for (let i = 0; i < runs; i += 1) {
    // Who goes first changes, too: the second may find the files of the first still warm.
    for (const [samples, run] of i % 2 === 0
      ? [[a, ours] as const, [b, peer] as const]
      : [[b, peer] as const, [a, ours] as const])
      await samples.take(run);
  }
  return compare(a.side(), b.side());
}

export function compare(ours: Side, peer: Side): Compared {
  return {
    ours,
    peer,
    ratio: ours.ms / peer.ms,
    cpuRatio: ours.cpuMs === undefined || peer.cpuMs === undefined ? undefined : ours.cpuMs / peer.cpuMs,
  };
}

/** The measured runs of one side. */
export class Samples {
  readonly #ms: number[] = [];
  #cpu: number | undefined = 0;

  async take(run: Run): Promise<void> {
    const before = childCpuMs();
    const { ms } = await run();
    const after = childCpuMs();
    this.#ms.push(ms);
    this.#cpu =
      before === undefined || after === undefined || this.#cpu === undefined ? undefined : this.#cpu + after - before;
  }

  side(): Side {
    return {
      ms: median(this.#ms),
      fastest: Math.min(...this.#ms),
      slowest: Math.max(...this.#ms),
      cpuMs: this.#cpu === undefined ? undefined : this.#cpu / this.#ms.length,
      runs: this.#ms.length,
    };
  }
}

/** The middle value; of an even number, the mean of the two in the middle. Throws for an empty list. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error('no values, no median');
  return (lower + upper) / 2;
}
