/** The tunnels of one sign-in: forwards and streams that share one door to AWS. */
import type { Duplex } from 'node:stream';
import type { HubError } from '../engine/errors/hub-error.ts';
import type { Carrier, CarrierEvents } from './carrier.ts';
import { LoginGate } from './channel/login-gate.ts';
import { sessionRefused } from './errors.ts';
import { openForward } from './forward/forward.ts';
import { NativeCarrier } from './native/native-carrier.ts';
import type { SessionSurroundings } from './native/slot.ts';
import { PluginCarrier } from './plugin/plugin-carrier.ts';
import { DEFAULT_TIMINGS } from './timings.ts';
import type { Forward, StopProof, Target, Transport, Tunnels, TunnelsSpec } from './types.ts';

export function createTunnels(spec: TunnelsSpec): Tunnels {
  const gate = new LoginGate(spec.needLogin);
  const timings = { ...DEFAULT_TIMINGS, ...spec.timings };
  const forwards = new Set<Forward>();
  const streams = new Set<Carrier>();
  const proofs: Promise<StopProof['sessions']>[] = [];

  const log = (id: string) => (line: string) => spec.onLog?.(id, line);
  const carrier = (id: string, target: Target, transport: Transport, pool: number, events: CarrierEvents): Carrier => {
    const around: SessionSurroundings = {
      api: spec.api,
      gate,
      timings,
      target,
      onLog: log(id),
      onSession: (what, sessionId) => spec.onSession?.({ forward: id, sessionId, what }),
    };
    if (transport === 'native') return new NativeCarrier(around, pool, events);
    if (spec.plugin === undefined) throw sessionRefused('there is no session-manager-plugin on this machine');
    return new PluginCarrier(around, spec.plugin, events);
  };

  /** The first of the transports that comes about. */
  async function stream(id: string, target: Target, transports: readonly Transport[]): Promise<Duplex> {
    const [transport = 'native', ...rest] = transports;
    const failed = Promise.withResolvers<never>();
    failed.promise.catch(() => undefined);
    let elsewhere = false;
    const one = carrier(id, target, transport, 1, {
      onState: () => undefined,
      onFailed: (cause: HubError, other: boolean) => {
        elsewhere = other;
        failed.reject(cause);
      },
    });
    streams.add(one);
    const end = () => {
      if (!streams.delete(one)) return;
      proofs.push(one.stop());
    };
    try {
      const duplex = await Promise.race([one.connect(new AbortController().signal), failed.promise]);
      duplex.once('close', end);
      return duplex;
    } catch (error) {
      // `connect` and `onFailed` fail together, in either order.
      await Promise.resolve();
      end();
      if (elsewhere && rest.length > 0) return stream(id, target, rest);
      throw error;
    }
  }

  return {
    openForward: async (options) => {
      const { id, target, transport, pool = 1 } = options;
      if (transport === 'plugin' && spec.plugin === undefined)
        throw sessionRefused('there is no session-manager-plugin on this machine');
      const forward = await openForward({
        options,
        hasPlugin: spec.plugin !== undefined,
        onLog: log(id),
        carrier: (kind, events) => carrier(id, target, kind, pool, events),
      });
      forwards.add(forward);
      return forward;
    },
    openStream: (target, { id = 'stream', transport = 'auto' } = {}) =>
      stream(
        id,
        target,
        transport === 'auto' ? (spec.plugin === undefined ? ['native'] : ['native', 'plugin']) : [transport],
      ),
    stopAll: async () => {
      for (const one of streams) proofs.push(one.stop());
      streams.clear();
      const stoppedForwards = await Promise.all([...forwards].map((forward) => forward.stop()));
      const stoppedStreams = await Promise.all(proofs);
      return {
        sessions: [...stoppedForwards.flatMap(({ sessions }) => sessions), ...stoppedStreams.flat()],
        portClosed: stoppedForwards.every(({ portClosed }) => portClosed),
      };
    },
  };
}
