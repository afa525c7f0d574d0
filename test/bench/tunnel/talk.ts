/** Talks to a child in lines of JSON. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

export class Child implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #interface: Interface;

  constructor(file: string, args: readonly string[]) {
    this.#process = spawn(process.execPath, ['--expose-gc', file, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#interface = createInterface({ input: this.#process.stdout as NodeJS.ReadableStream });
    this.#lines = this.#interface[Symbol.asyncIterator]();
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  async next<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the child ended');
    return JSON.parse(value) as T;
  }

  ask<T>(what: object): Promise<T> {
    this.#process.stdin?.write(`${JSON.stringify(what)}\n`);
    return this.next<T>();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.stdin?.end();
    if (this.#process.exitCode === null) await new Promise((resolve) => this.#process.once('close', resolve));
    this.#interface.close();
  }
}
