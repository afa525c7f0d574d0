/**
 * Where Terraform's providers come from on this machine, as a pure decision over a view of the file system, and the CLI
 * configuration that makes it so. In the product, because hubs are deployed from networks that cannot reach a registry.
 */
import { dirname, join } from 'node:path';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import type { BinaryKind } from './binary.ts';
import { hclString, hclStrings } from './hcl.ts';

/** What the decision may ask of the file system. No method throws: what cannot be read is not there. */
export interface FileView {
  isReadableFile(path: string): boolean;
  isDirectory(path: string): boolean;
  /** Names of sub-folders; empty for what cannot be read. */
  folders(path: string): string[];
}

export type ProviderSource =
  /** A folder that holds `<host>/<namespace>/<type>`, by order or found. `providers` are the ones it has. */
  | { kind: 'mirror'; path: string; providers: string[]; because: string }
  /** The operator's own CLI configuration, used as it is. */
  | { kind: 'cli-config'; path: string; because: string }
  /** Folders that Terraform looks into by itself. */
  | { kind: 'implied'; path: string; because: string }
  | { kind: 'registry'; because: string };

export interface ProviderQuestion {
  /** The operator's environment, not a child's. */
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  platform: NodeJS.Platform;
  binary: BinaryKind;
}

const HOST: Record<BinaryKind, string> = { terraform: 'registry.terraform.io', tofu: 'registry.opentofu.org' };
const NEEDED = 'hashicorp/aws';
const SEARCHED = ['/opt', '/srv', '/usr/share', '/usr/local/share'];
/** Folders below a searched one that are looked into; deeper trees are somebody's data. */
const DEPTH = 3;

/** Throws exit 4 when FLIP_HUB_PROVIDER_MIRROR names a folder without the provider: a named mirror is never passed over. */
export function decideProviders(q: ProviderQuestion, view: FileView): ProviderSource {
  const named = q.env.FLIP_HUB_PROVIDER_MIRROR;
  if (named !== undefined && named !== '') {
    const providers = providersIn(named, q.binary, view);
    if (providers.length > 0) return { kind: 'mirror', path: named, providers, because: 'FLIP_HUB_PROVIDER_MIRROR' };
    throw new HubError({
      code: 'provider-mirror-missing',
      who: 'operator',
      what: `FLIP_HUB_PROVIDER_MIRROR names ${named}, which holds no ${HOST[q.binary]}/${NEEDED}`,
      next: [`ls ${join(named, HOST[q.binary])}`, 'unset FLIP_HUB_PROVIDER_MIRROR to let flip-hub look itself'],
      exit: EXIT.precondition,
    });
  }
  return operatorConfig(q, view) ?? impliedFolder(q, view) ?? searched(q, view) ?? fromRegistry();
}

function operatorConfig(q: ProviderQuestion, view: FileView): ProviderSource | undefined {
  const named = q.env.TF_CLI_CONFIG_FILE;
  // One that is named and missing is passed over: Terraform would warn at every command and go to the registry.
  if (named !== undefined && named !== '' && view.isReadableFile(named)) {
    return { kind: 'cli-config', path: named, because: 'TF_CLI_CONFIG_FILE' };
  }
  const rc = join(q.home, q.binary === 'tofu' ? '.tofurc' : '.terraformrc');
  return view.isReadableFile(rc) ? { kind: 'cli-config', path: rc, because: 'your own CLI configuration' } : undefined;
}

function impliedFolder(q: ProviderQuestion, view: FileView): ProviderSource | undefined {
  const data = q.env.XDG_DATA_HOME || join(q.home, '.local/share');
  const own =
    q.platform === 'darwin'
      ? [
          join(q.home, 'Library/Application Support/io.terraform/plugins'),
          '/Library/Application Support/io.terraform/plugins',
        ]
      : [];
  // The folder ./terraform.d/plugins is implied too, but nothing is taken from the current folder.
  const folders = [
    join(q.home, '.terraform.d/plugins'),
    ...own,
    join(data, 'terraform/plugins'),
    '/usr/local/share/terraform/plugins',
    '/usr/share/terraform/plugins',
  ];
  const path = folders.find((folder) => providersIn(folder, q.binary, view).length > 0);
  return path === undefined ? undefined : { kind: 'implied', path, because: 'a folder Terraform looks into by itself' };
}

function searched(q: ProviderQuestion, view: FileView): ProviderSource | undefined {
  for (const top of SEARCHED) {
    const hit = hostFolderBelow(top, HOST[q.binary], DEPTH, view);
    if (hit === undefined) continue;
    const path = dirname(hit);
    const providers = providersIn(path, q.binary, view);
    if (providers.length > 0) return { kind: 'mirror', path, providers, because: `found below ${top}` };
  }
  return undefined;
}

const fromRegistry = (): ProviderSource => ({ kind: 'registry', because: 'no local copy was found' });

function hostFolderBelow(folder: string, host: string, depth: number, view: FileView): string | undefined {
  const names = view.folders(folder).sort();
  if (names.includes(host)) return join(folder, host);
  if (depth <= 1) return undefined;
  for (const name of names) {
    const hit = hostFolderBelow(join(folder, name), host, depth - 1, view);
    if (hit !== undefined) return hit;
  }
  return undefined;
}

/** Addresses `<host>/<namespace>/<type>` in a mirror; empty unless the one we need is among them. */
function providersIn(mirror: string, binary: BinaryKind, view: FileView): string[] {
  const host = join(mirror, HOST[binary]);
  if (!view.isDirectory(join(host, NEEDED))) return [];
  return view
    .folders(host)
    .sort()
    .flatMap((namespace) =>
      view
        .folders(join(host, namespace))
        .sort()
        .map((type) => `${HOST[binary]}/${namespace}/${type}`),
    );
}

/**
 * Text of a CLI configuration for everything but `cli-config`, or undefined when the operator's own file is to be used.
 * Providers that the mirror has are never asked of a registry, so a mirror that is whole needs no network.
 */
export function cliConfigText(source: ProviderSource): string | undefined {
  if (source.kind === 'cli-config') return undefined;
  const head = 'disable_checkpoint = true\n';
  if (source.kind !== 'mirror') return head;
  return `${head}
provider_installation {
  filesystem_mirror {
    path    = ${hclString(source.path)}
    include = ${hclStrings(source.providers)}
  }
  direct {
    exclude = ${hclStrings(source.providers)}
  }
}
`;
}
