/**
 * What public DNS says, as three plain answers: records, none, or not known. Bounded in time. Never judges; a resolver
 * that cannot be reached is "not known" and not "none".
 */
import { Resolver } from 'node:dns/promises';

/** `none`: DNS says there is nothing. `broken`: DNS answers, but not for this name. `unknown`: nobody could be asked. */
export type DnsAnswer<T> =
  | { kind: 'records'; records: T[] }
  | { kind: 'none'; why: string }
  | { kind: 'broken'; why: string }
  | { kind: 'unknown'; why: string };

export interface CaaRecord {
  /** The property: `issue`, `issuewild`, `iodef`. */
  tag: string;
  value: string;
}

export interface PublicDns {
  nameServers(name: string): Promise<DnsAnswer<string>>;
  certificateAuthorities(name: string): Promise<DnsAnswer<CaaRecord>>;
}

/** How long one question may take: three tries of this length. */
const ASK_MS = 3_000;
const TRIES = 3;
/** Asked when a name gets no usable answer: it tells a broken name from a broken resolver. */
const SURELY_THERE = 'amazonaws.com';

const NOTHING = new Set(['ENOTFOUND', 'ENODATA']);
const BROKEN = new Set(['ESERVFAIL', 'EREFUSED']);

/** The resolver of this machine, or the servers named (`address` or `address:port`). */
export function publicDns(servers?: readonly string[]): PublicDns {
  const resolver = new Resolver({ timeout: ASK_MS, tries: TRIES });
  if (servers) resolver.setServers(servers);
  const reachable = async () => {
    try {
      await resolver.resolveNs(SURELY_THERE);
      return true;
    } catch {
      return false;
    }
  };
  const asked = async <T>(ask: () => Promise<T[]>): Promise<DnsAnswer<T>> => {
    try {
      const records = await ask();
      return records.length > 0 ? { kind: 'records', records } : { kind: 'none', why: 'no record' };
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code ?? String(error);
      // A machine without DNS says ENOTFOUND or ESERVFAIL for everything, also for what is surely there.
      if (!NOTHING.has(why) && !BROKEN.has(why)) return { kind: 'unknown', why };
      if (!(await reachable())) return { kind: 'unknown', why: `the resolver of this machine knows no name (${why})` };
      return { kind: NOTHING.has(why) ? 'none' : 'broken', why };
    }
  };
  return {
    nameServers: (name) => asked(() => resolver.resolveNs(name)),
    certificateAuthorities: (name) =>
      asked(async () =>
        (await resolver.resolveCaa(name)).flatMap((record) =>
          Object.entries(record).flatMap(([tag, value]) =>
            tag === 'critical' || typeof value !== 'string' ? [] : [{ tag, value }],
          ),
        ),
      ),
  };
}
