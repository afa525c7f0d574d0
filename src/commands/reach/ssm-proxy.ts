/**
 * `ssm-proxy <instance> <port>`: standard input and output through a session to a host's ssh daemon. What `ssh` and `scp`
 * run as their ProxyCommand: nothing but the other side's bytes ever goes to standard output.
 */
import { finished } from 'node:stream/promises';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { portOf } from '../../forwards/ad-hoc.ts';
import type { CommandContext } from '../context.ts';
import { openReached } from './open.ts';
import { openTunnels } from './tunnels.ts';

export async function run(ctx: CommandContext): Promise<number> {
  const [instance, portText, ...more] = ctx.positionals;
  const port = portOf(portText);
  if (instance === undefined || !/^m?i-[0-9a-f]+$/.test(instance) || port === undefined || more.length > 0)
    throw new HubError({
      code: 'usage',
      who: 'operator',
      what: 'ssm-proxy needs an instance and a port',
      next: ['flip-hub ssm-proxy i-0123456789abcdef0 22 --env stag'],
      exit: EXIT.usage,
    });
  // Whoever reads our bytes wants no question among them.
  const { services } = await openReached({ ...ctx, interactive: false });
  const { tunnels, record } = openTunnels(services);
  const { stdin, stdout } = ctx.io;
  try {
    const gone = new AbortController();
    const leave = () => gone.abort();
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(name, leave);
    stdout.once('error', leave);
    stdin.once('error', leave);
    const stream = await Promise.race([
      tunnels.openStream({ kind: 'ssh', instance, port }),
      aborted(gone.signal).then(() => undefined),
    ]);
    if (stream === undefined) return EXIT.interrupted;
    // Each direction ends by itself: a client that has said everything still gets its answer.
    let answered = false;
    stream.once('data', () => {
      answered = true;
    });
    stdin.pipe(stream);
    stream.pipe(stdout, { end: false });
    await Promise.race([finished(stream, { writable: false }), aborted(gone.signal)]);
    stdin.unpipe(stream);
    stdin.destroy();
    stream.destroy();
    if (!answered && !gone.signal.aborted) throw silent(instance, port);
    return EXIT.done;
  } finally {
    await tunnels.stopAll();
    record.close();
  }
}

/** A session that ends without a byte says nothing of its own, and ssh would only name a broken pipe. */
const silent = (instance: string, port: number): HubError =>
  new HubError({
    code: 'ssm-port-closed',
    who: 'environment',
    what: `nothing answered on port ${port} of ${instance}`,
    cause: 'the session came about, but no ssh daemon listens there, or the host is starting',
    next: ['aws ssm describe-instance-information    shows whether the host is online', 'try again in a minute'],
    exit: EXIT.failed,
  });

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
