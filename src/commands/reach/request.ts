/** What `forward-trust` was asked for, from its options and what is remembered, as forwards to open. Throws exit 2 for what cannot be understood. */
import { readdirSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { EnvironmentName } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { parseAdHoc, portOf } from '../../forwards/ad-hoc.ts';
import type { ForwardSpec } from '../../forwards/entry.ts';
import { DEFAULT_IDS, TARGETS, type TargetRow, targetNamed } from '../../forwards/targets.ts';
import { EnvDocument, readEnvFile } from '../../hub/index.ts';
import { type HostName, instanceOf } from '../../hub/ssh-config/index.ts';
import type { HubServices } from '../../phases/services.ts';
import type { CommandContext, Options } from '../context.ts';

export interface ForwardRequest {
  /** Ids of the table and ad-hoc forwards; undefined: what was used last, else the pages. */
  only: string[] | undefined;
  /** Local ports by id. */
  ports: Map<string, number>;
  bind: string;
  transport: 'native' | 'plugin' | 'auto';
  pool: number;
}

const MOST_SESSIONS = 8;
const ALL = 'all';

export function readRequest(options: Options): ForwardRequest {
  const only = options.only?.flatMap((names) => names.split(',')).map((name) => name.trim().toLowerCase());
  for (const name of only ?? [])
    if (name !== ALL && targetNamed(name) === undefined && parseAdHoc(name) === undefined)
      throw usage(`--only does not know ${JSON.stringify(name)}`, [
        `use: ${TARGETS.map((row) => row.id).join(', ')}, all, or port:host:port`,
      ]);
  const ports = new Map<string, number>();
  for (const pair of options.port ?? []) {
    const [id = '', text] = pair.split('=');
    const port = portOf(text);
    if (targetNamed(id) === undefined || port === undefined)
      throw usage(`--port ${pair} is not NAME=PORT`, ['flip-hub forward-trust --port xnat=18105']);
    ports.set(id.toLowerCase(), port);
  }
  const bind = options.bind ?? '127.0.0.1';
  if (isIP(bind) === 0) throw usage(`--bind ${bind} is no address`, ['flip-hub forward-trust --bind 127.0.0.1']);
  const transport = options.transport ?? 'auto';
  if (transport !== 'native' && transport !== 'plugin' && transport !== 'auto')
    throw usage(`--transport knows native and plugin, not ${JSON.stringify(transport)}`, [
      'flip-hub forward-trust --transport plugin',
    ]);
  const pool = Number(options.pool ?? 1);
  if (!Number.isInteger(pool) || pool < 1 || pool > MOST_SESSIONS)
    throw usage(`--pool ${options.pool} is not a number from 1 to ${MOST_SESSIONS}`, [
      'flip-hub forward-trust --pool 4',
    ]);
  return { only, ports, bind, transport, pool };
}

export const isLoopback = (bind: string): boolean => bind === '::1' || /^127\./.test(bind);

const POSTGRES_PORT = 5432;

/** A way to a database, also one that was typed as port:host:port. */
export const reachesDatabase = ({ target }: Pick<ForwardSpec, 'target'>, services: HubServices): boolean =>
  target.port === POSTGRES_PORT ||
  (target.kind === 'remote' && target.host.toLowerCase() === services.settings().text('DB_HOST')?.toLowerCase());

/** The forwards themselves: which instance, which port, on which local port. */
export function specsOf(
  request: ForwardRequest,
  remembered: readonly string[] | undefined,
  services: HubServices,
  ctx: CommandContext,
): ForwardSpec[] {
  const names = request.only ?? remembered ?? DEFAULT_IDS;
  const ids = [...new Set(names.flatMap((name) => (name === ALL ? DEFAULT_IDS : [name])))];
  const kit = kitOf(services, ctx.options.kit);
  const instance = (host: HostName) => instanceOf(services.stateDir, services.environment.name, host);
  return ids.flatMap((id) => {
    const row = targetNamed(id);
    if (row !== undefined) return [specOfRow(row, request, kit, services, instance)];
    const adHoc = parseAdHoc(id);
    return adHoc === undefined ? [] : [specOfAdHoc(id, adHoc, instance('flip-trust'))];
  });
}

function specOfRow(
  row: TargetRow,
  request: ForwardRequest,
  kit: EnvDocument | undefined,
  services: HubServices,
  instance: (host: HostName) => string,
): ForwardSpec {
  const port = (row.kitKey === undefined ? undefined : portOf(kit?.value(row.kitKey)?.trim())) ?? row.port;
  const at = instance(row.via);
  return {
    id: row.id,
    title: row.title,
    localPort: request.ports.get(row.id) ?? port,
    target:
      row.hostKey === undefined
        ? { kind: 'instance', instance: at, port }
        : { kind: 'remote', instance: at, host: services.settings().required(row.hostKey), port },
    health: row.health,
    ...(row.path === undefined ? {} : { path: row.path }),
  };
}

function specOfAdHoc(id: string, adHoc: NonNullable<ReturnType<typeof parseAdHoc>>, instance: string): ForwardSpec {
  const { localPort, host, port } = adHoc;
  return {
    id,
    title: host ?? `port ${port}`,
    localPort,
    target: host === undefined ? { kind: 'instance', instance, port } : { kind: 'remote', instance, host, port },
  };
}

/** The kit of the cloud trust, which may move ports: the one that is named, or the only one there is. */
function kitOf({ workspace, environment }: HubServices, code: string | undefined): EnvDocument | undefined {
  const found = kitFiles(workspace, environment.name).filter(
    (name) => code === undefined || name.split('.')[2] === code,
  );
  if (code !== undefined && found.length === 0)
    throw usage(`there is no kit ${code} of ${environment.name} in ${join(workspace, 'trust')}`, [
      'leave --kit out: the ports are then those every trust has',
    ]);
  const [only] = found;
  const text = found.length === 1 && only !== undefined ? readEnvFile(join(workspace, 'trust', only)) : undefined;
  return text === undefined ? undefined : EnvDocument.parse(text);
}

/** `.env.<CODE>.<environment>`. */
function kitFiles(workspace: string, environment: EnvironmentName): string[] {
  try {
    return readdirSync(join(workspace, 'trust')).filter(
      (name) => name.startsWith('.env.') && name.endsWith(`.${environment}`) && name.split('.').length === 4,
    );
  } catch {
    // No trust was set up from this workspace: the ports are those every trust has.
    return [];
  }
}

function usage(what: string, next: string[]): HubError {
  return new HubError({ code: 'usage', who: 'operator', what, next, exit: EXIT.usage });
}
