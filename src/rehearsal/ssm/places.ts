/**
 * What stands for the services behind sessions: local addresses by instance, host and port. An entry without instance or
 * host holds for all of them; the more exact one wins.
 */
import type { Address } from './connections.ts';
import type { SessionTarget } from './service.ts';

export interface Place {
  instance?: string;
  host?: string;
  port: number;
  to: Address;
}

export class Places {
  readonly #places: Place[] = [];

  /** A later entry for the same target replaces the earlier one. */
  set(place: Place): void {
    const at = this.#places.findIndex(
      ({ instance, host, port }) => instance === place.instance && host === place.host && port === place.port,
    );
    if (at < 0) this.#places.push(place);
    else this.#places[at] = place;
  }

  find(target: SessionTarget): Address | undefined {
    const fits = this.#places.filter(
      ({ instance, host, port }) =>
        port === target.port &&
        (instance === undefined || instance === target.instance) &&
        (host === undefined || host === target.host),
    );
    const exactness = (place: Place) => (place.instance === undefined ? 0 : 2) + (place.host === undefined ? 0 : 1);
    return fits.sort((a, b) => exactness(b) - exactness(a))[0]?.to;
  }
}
