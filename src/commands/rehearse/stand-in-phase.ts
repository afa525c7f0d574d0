/** The first phase of a rehearsal: the stand-in of AWS runs, and what an operator owns beforehand exists in it. */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import type { HubContext, HubPhase } from '../../phases/services.ts';
import {
  type FaultSpec,
  faultsOf,
  faultsText,
  findStandIn,
  putFaults,
  type StandIn,
  type StubKits,
  seedKits,
  seedStandIn,
  startStandIn,
} from '../../rehearsal/index.ts';
import type { StandInTarget } from './target.ts';

export interface StandInPhaseOptions {
  dir: string;
  entry: readonly string[];
  publicZone: string;
  /** Stubs of the FL kits that the environment file names; asked when the stand-in runs. */
  kits: () => StubKits;
  target: StandInTarget;
  /** What `--faults` asks for; absent leaves the stand-in as it is. */
  faults?: { use: FaultSpec | undefined };
}

export function standInPhase(options: StandInPhaseOptions): HubPhase {
  const { dir, target } = options;
  return {
    id: 'stand-in',
    title: 'Stand-in of AWS',
    needs: [],
    reads: [],
    danger: 'mild',
    rehearse: 'real',
    async prove(ctx) {
      const standIn = await findStandIn(dir);
      if (!standIn) throw gone(dir);
      target.set(standIn);
      await setFaults(ctx, standIn, options);
      return 'proven';
    },
    async run(ctx: HubContext) {
      if (ctx.resuming && ctx.evidence('create-backend') !== undefined) throw gone(dir);
      const standIn = await startStandIn({
        dir,
        entry: options.entry,
        signal: ctx.signal,
        onNote: (line) => ctx.log(line),
      });
      target.set(standIn);
      const { publicZoneId } = await seedStandIn(standIn, { publicZone: options.publicZone });
      ctx.log(`the public zone ${options.publicZone} exists in it (${publicZoneId}), as an operator would have it`);
      const kits = options.kits();
      await seedKits(standIn, kits);
      ctx.log(
        `${kits.keys.length} stubs of FL kits lie in the bucket ${kits.bucket}, where an operator would have put the signed ones`,
      );
      // An operator's zone and kits are there before anything can go wrong.
      const faults = await setFaults(ctx, standIn, options);
      return {
        ...(faults === undefined ? {} : { faults }),
        endpoint: `127.0.0.1:${standIn.ports.gateway}`,
        database: standIn.ports.postgres === undefined ? 'none on this machine' : `127.0.0.1:${standIn.ports.postgres}`,
      };
    },
  };
}

/** Turns faults on or off as asked, and says which are on. */
async function setFaults(ctx: HubContext, standIn: StandIn, options: StandInPhaseOptions): Promise<string | undefined> {
  if (options.faults) await putFaults(standIn, options.faults.use);
  const on = await faultsOf(standIn);
  if (on === undefined) return undefined;
  ctx.warn('faults-on', `faults are on in the stand-in: ${faultsText(on)}`);
  return faultsText(on);
}

/** Its memory was all there was: nothing of the rehearsed deployment exists any more. */
function gone(dir: string): HubError {
  return new HubError({
    code: 'rehearsal-missing',
    who: 'operator',
    what: 'the stand-in of this rehearsal is gone, and with it everything that was rehearsed',
    cause: `it kept its state in memory only (${dir}); it ends after 30 idle minutes, on rehearse stop, and with the machine`,
    next: ['flip-hub rehearse deploy    starts a new one'],
    exit: EXIT.precondition,
  });
}
