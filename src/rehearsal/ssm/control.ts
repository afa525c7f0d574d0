/**
 * The pages below /_stand-in/sessions/ with which a rehearsal or a test tells the message service what is where and what
 * goes wrong. Everything is in the query: `POST places?port=8105&to=41000`, `POST faults?loss=0.02`, `POST reset`.
 */
import { type Answer, json } from '../gateway/answer.ts';
import { NO_FAULTS, sessionFaults } from './faults.ts';
import type { Places } from './places.ts';
import type { MessageService } from './service.ts';

export function sessionPages(service: MessageService, places: Places): (method: string, url: string) => Answer {
  return (method, url) => {
    const { pathname, searchParams } = new URL(url, 'http://stand-in');
    const page = pathname.replace('/_stand-in/sessions', '').replace(/^\//, '');
    if (page === '' && method === 'GET')
      return json({ active: service.active, faults: service.faults, opened: service.opened });
    if (method !== 'POST')
      return json({ message: 'GET /_stand-in/sessions shows what is there; the rest is POST' }, 405);
    switch (page) {
      case 'places': {
        const [port, to] = [Number(searchParams.get('port')), Number(searchParams.get('to'))];
        if (!isPort(port) || !isPort(to)) return json({ message: 'port and to must be ports' }, 400);
        const [instance, host] = [searchParams.get('instance'), searchParams.get('host')];
        places.set({
          ...(instance === null ? {} : { instance }),
          ...(host === null ? {} : { host }),
          port,
          to: { host: '127.0.0.1', port: to },
        });
        return json({ port, to });
      }
      case 'faults': {
        const faults = sessionFaults(searchParams);
        if (faults === undefined) return json({ message: `faults are ${Object.keys(NO_FAULTS).join(', ')}` }, 400);
        service.faults = faults;
        return json(faults);
      }
      case 'reset':
        return json({ connections: service.reset() });
      case 'close':
        service.closeAll();
        return json({});
      case 'freeze':
        service.freeze();
        return json({});
      case 'end':
        service.closeSessions(searchParams.get('why') ?? '');
        return json({});
      default:
        return json({ message: `no such page: ${page}` }, 404);
    }
  };
}

const isPort = (value: number): boolean => Number.isInteger(value) && value > 0 && value < 65_536;
