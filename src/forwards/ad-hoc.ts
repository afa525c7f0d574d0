/** A forward as it is typed: `port[:host]:port`, local port first, the host seen from the trust (or the bastion). */

export interface AdHoc {
  localPort: number;
  /** Undefined: the instance itself. */
  host?: string;
  port: number;
}

/** Undefined for anything that is not one. */
export function parseAdHoc(typed: string): AdHoc | undefined {
  const found = /^\s*(\d{1,5}):(?:([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\]):)?(\d{1,5})\s*$/.exec(typed);
  const localPort = portOf(found?.[1]);
  const port = portOf(found?.[3]);
  if (localPort === undefined || port === undefined) return undefined;
  const host = found?.[2]?.replace(/^\[|\]$/g, '');
  return { localPort, port, ...(host === undefined ? {} : { host }) };
}

export function portOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 1 && port <= 65_535 ? port : undefined;
}
