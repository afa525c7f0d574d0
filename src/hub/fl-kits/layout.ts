/**
 * Where the FL kits lie in their bucket and which files a hub needs of them, by backend, date and slots. Kits are signed
 * as a whole: they are made by whoever runs the certificate authority, and are never edited.
 */
export type FlBackend = 'nvflare' | 'flower';

export interface KitChoice {
  backend: FlBackend;
  /** Date folder of the kits. */
  date: string;
  /** Slots that trusts are registered into. */
  slots: readonly string[];
}

const PREFIX: Record<FlBackend, string> = {
  nvflare: 'fl-flare-participant-kits',
  flower: 'fl-flower-participant-kits',
};
const NET = 'net-1';

/** What NVFLARE's own servers start from: at least one file in each folder. */
const HUB_FOLDERS = ['flip-fl-api-net-1/startup/', 'fl-server-net-1/startup/'];
/** What a trust's client of NVFLARE starts from. */
const CLIENT_FILES = ['client.crt', 'client.key', 'rootCA.pem', 'fed_client.json', 'sub_start.sh'];
/** What Flower's SuperLink serves TLS with. */
const LINK_FILES = ['ca.crt', 'server.pem', 'server.key'];

/** The folder of one date's kits, with its final slash. */
export const kitFolder = ({ backend, date }: KitChoice): string => `${PREFIX[backend]}/${date}/${NET}/`;

/** What the one-shot task of the hub copies from, with its final slash: the folder that Terraform names to it. */
export const copiedFrom = (kits: KitChoice): string =>
  kitFolder(kits) + (kits.backend === 'nvflare' ? 'services/' : '');

/** Below `copiedFrom`: folders that the hub's file system gets. `started`: the services read it when they start. */
export const copiedFolders = ({ backend }: KitChoice): readonly { folder: string; started: boolean }[] =>
  backend === 'nvflare'
    ? [
        'flip-fl-api-net-1/local/',
        'flip-fl-api-net-1/startup/',
        'fl-server-net-1/local/',
        'fl-server-net-1/startup/',
      ].map((folder) => ({ folder, started: true }))
    : [
        { folder: 'certificates/', started: true },
        { folder: 'keys/', started: false },
      ];

/** A file that must be there and hold something, or a folder (with its final slash) in which one must. */
export function neededKits(kits: KitChoice): string[] {
  const at = copiedFrom(kits);
  if (kits.backend === 'nvflare')
    return [
      ...HUB_FOLDERS.map((folder) => at + folder),
      ...kits.slots.flatMap((slot) => CLIENT_FILES.map((file) => `${at}${slot}/startup/${file}`)),
    ];
  return [
    ...LINK_FILES.map((file) => `${at}certificates/${file}`),
    ...kits.slots.map((slot) => `${at}keys/supernode_credentials_${slotNumber(slot) ?? slot}`),
  ];
}

/** The number at the end of a slot's name: Flower's credentials carry it. */
export function slotNumber(slot: string): number | undefined {
  const digits = /(\d+)$/.exec(slot)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
