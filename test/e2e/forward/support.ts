/** A kept rehearsal with its stand-in of the message service, and what tests of forwards ask of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import { PROGRAM, type Ran, Sandbox } from '../../rehearsal/support/program.ts';

export const IDS = ['xnat', 'orthanc', 'trust-api', 'imaging-api', 'data-access-api', 'grafana'] as const;

/** Below those that systems hand out by themselves, so that no other connection takes one before it is used. */
const FIRST_PORT = 20_000;
const PORTS = 10_000;

/** Local ports nobody listens on, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

export const portFlags = (ports: readonly number[]): string[] =>
  IDS.flatMap((id, i) => ['--port', `${id}=${ports[i]}`]);

/** Runs the program until its output fulfils `wanted`; the caller ends it. */
export class Running implements AsyncDisposable {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly #changed = new Set<() => void>();
  readonly ended: Promise<number | null>;

  constructor(box: Sandbox, args: readonly string[]) {
    this.child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: box.dir,
      env: box.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const take = (what: 'stdout' | 'stderr') => (chunk: string) => {
      this[what] += chunk;
      for (const tell of this.#changed) tell();
    };
    this.child.stdout?.setEncoding('utf8').on('data', take('stdout'));
    this.child.stderr?.setEncoding('utf8').on('data', take('stderr'));
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
    void this.ended.then(() => {
      for (const tell of this.#changed) tell();
    });
  }

  waitFor(wanted: (running: Running) => boolean, patienceMs = 120_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const over = (done: () => void) => {
        clearTimeout(timer);
        this.#changed.delete(check);
        done();
      };
      const fail = (why: string) => over(() => reject(new Error(`${why}:\n${this.stdout}\n${this.stderr}`)));
      const check = () => {
        if (wanted(this)) over(resolve);
        else if (this.child.exitCode !== null) fail('the program ended');
      };
      const timer = setTimeout(() => fail('it did not come'), patienceMs);
      this.#changed.add(check);
      check();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null) this.child.kill('SIGKILL');
    await this.ended;
  }
}

export class ForwardWorld implements AsyncDisposable {
  readonly box: Sandbox;
  ports: number[] = [];

  constructor(name: string) {
    this.box = new Sandbox(name);
    // Where we are root, PostgreSQL runs as somebody else, and has to get to its folder.
    chmodSync(this.box.dir, 0o711);
  }

  /** A stand-in with its pages, left running, and a workspace that knows its hosts. */
  async start(): Promise<Running> {
    this.ports = await freePorts(IDS.length);
    const running = new Running(this.box, [
      'rehearse',
      'forward-trust',
      '--plain',
      '--keep',
      this.box.workspace,
      ...portFlags(this.ports),
    ]);
    return running;
  }

  /** Words of a command that reaches this world's hosts. */
  reach(...words: string[]): string[] {
    return [...words, '--env', 'stag', '--workspace', this.box.workspace];
  }

  run(...words: string[]): Promise<Ran> {
    return this.box.run(this.reach(...words));
  }

  async sessions(): Promise<{ active: string[] }> {
    return (await fetch(await this.#page(''))).json() as Promise<{ active: string[] }>;
  }

  async tell(what: string): Promise<void> {
    const answer = await fetch(await this.#page(`/${what}`), { method: 'POST' });
    if (!answer.ok) throw new Error(`the stand-in refuses ${what}: ${await answer.text()}`);
  }

  async #page(path: string): Promise<string> {
    const { ports } = await this.box.standIn();
    return `http://127.0.0.1:${ports.gateway}/_stand-in/sessions${path}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.box[Symbol.asyncDispose]();
  }
}
