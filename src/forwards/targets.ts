/**
 * What can be reached, as a table: the pages of a trust, and the hub's database. A row an address; ports are those the
 * trust's services have by convention, and a kit file may say otherwise.
 */
import type { HostName } from '../hub/ssh-config/index.ts';

export interface HttpHealth {
  kind: 'http';
  path: string;
  /** Statuses that mean the service is well. */
  well: readonly number[];
  /** A status that is worse than no answer, and why. */
  alarm?: { status: number; why: string };
}
/** PostgreSQL's own first answer: `S` or `N` to the question whether it speaks TLS. */
export interface PostgresHealth {
  kind: 'postgres';
}
export type Health = HttpHealth | PostgresHealth;

export interface TargetRow {
  id: string;
  title: string;
  /** The instance the session goes to. */
  via: HostName;
  port: number;
  /** Key of a kit file that moves the port. */
  kitKey?: string;
  /** Another host, reached from that instance: the value of this key of the environment file. */
  hostKey?: string;
  /** What a browser opens; undefined for what is no page. */
  path?: string;
  health: Health;
}

const api = (id: string, port: number): TargetRow => ({
  id,
  title: id,
  via: 'flip-trust',
  port,
  path: '/docs',
  health: { kind: 'http', path: '/health', well: [200] },
});

export const TARGETS: readonly TargetRow[] = [
  {
    id: 'xnat',
    title: 'XNAT',
    via: 'flip-trust',
    port: 8105,
    kitKey: 'XNAT_WEB_PORT',
    path: '/',
    health: { kind: 'http', path: '/', well: [200, 302] },
  },
  {
    id: 'orthanc',
    title: 'Orthanc',
    via: 'flip-trust',
    port: 8042,
    kitKey: 'PACS_UI_PORT',
    path: '/',
    health: {
      kind: 'http',
      path: '/',
      well: [401],
      alarm: { status: 200, why: 'it answers without a password: the images of patients lie open' },
    },
  },
  api('trust-api', 8020),
  api('imaging-api', 8001),
  api('data-access-api', 8010),
  {
    id: 'grafana',
    title: 'Grafana',
    via: 'flip-trust',
    port: 3000,
    kitKey: 'GRAFANA_PORT',
    path: '/',
    health: { kind: 'http', path: '/', well: [200, 302] },
  },
  { id: 'db', title: 'database', via: 'flip', port: 5432, hostKey: 'DB_HOST', health: { kind: 'postgres' } },
];

/** What opens when nothing is named: the pages. The database only when it is asked for. */
export const DEFAULT_IDS: readonly string[] = TARGETS.filter((row) => row.id !== 'db').map((row) => row.id);

export const targetNamed = (id: string): TargetRow | undefined => TARGETS.find((row) => row.id === id.toLowerCase());
