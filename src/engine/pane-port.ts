/**
 * The port between a program that needs a terminal of its own (a login that asks, an installer) and the host that has
 * one: the host shows the program's output and hands it every key. Plain functions; neither side knows the other.
 */

export interface PaneSize {
  columns: number;
  rows: number;
}

/** A running program at the other end of a terminal. */
export interface PaneProgram {
  /** What it writes, in the order in which it does; what came before somebody listened is kept. */
  onOutput(listener: (text: string) => void): void;
  /** Keys, as a terminal sends them. */
  write(keys: string): void;
  resize(size: PaneSize): void;
  /** Hangs up; what does not go by that is killed. */
  end(): void;
  /** Its exit code, 128 + n for signal n as a shell says it. Never rejects. */
  ended: Promise<number>;
}

export interface PaneRequest {
  /** What is run, as one would type it. */
  title: string;
  /** Starts it in a terminal of this size. */
  start: (size: PaneSize) => Promise<PaneProgram>;
}
