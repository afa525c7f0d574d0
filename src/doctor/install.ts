/**
 * How each program is installed, by operating system: a table. A command where the system's own packages or the
 * vendor's one-liner do it, a page where neither does. Windows under WSL installs as Debian does.
 */
import type { Fix } from './check.ts';
import type { OperatingSystem } from './operating-system.ts';

type Ways = Partial<Record<Exclude<OperatingSystem, 'wsl'>, Fix>> & { page: string };

const apt = (name: string): Fix => ({ command: `sudo apt-get install -y ${name}`, root: true });
const dnf = (name: string): Fix => ({ command: `sudo dnf install -y ${name}`, root: true });
const brew = (name: string): Fix => ({ command: `brew install ${name}` });

const INSTALL = {
  aws: {
    macos: brew('awscli'),
    fedora: dnf('awscli2'),
    page: 'https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html',
  },
  terraform: {
    macos: brew('hashicorp/tap/terraform'),
    page: 'https://developer.hashicorp.com/terraform/install',
  },
  tofu: { macos: brew('opentofu'), fedora: dnf('opentofu'), page: 'https://opentofu.org/docs/intro/install/' },
  python: {
    debian: apt('python3'),
    fedora: dnf('python3'),
    macos: brew('python@3.13'),
    page: 'https://www.python.org/downloads/',
  },
  uv: {
    debian: { command: 'python3 -m pip install --user uv' },
    fedora: dnf('uv'),
    macos: brew('uv'),
    page: 'https://docs.astral.sh/uv/getting-started/installation/',
  },
  gh: { debian: apt('gh'), fedora: dnf('gh'), macos: brew('gh'), page: 'https://cli.github.com' },
  ssh: { debian: apt('openssh-client'), fedora: dnf('openssh-clients'), page: 'https://www.openssh.com' },
  docker: { page: 'https://docs.docker.com/engine/install/' },
  compose: { debian: apt('docker-compose-plugin'), page: 'https://docs.docker.com/compose/install/' },
  git: { debian: apt('git'), fedora: dnf('git'), macos: brew('git'), page: 'https://git-scm.com/downloads' },
  node: { fedora: dnf('nodejs'), macos: brew('node'), page: 'https://nodejs.org/en/download' },
  'session-manager-plugin': {
    macos: brew('--cask session-manager-plugin'),
    page: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html',
  },
} as const satisfies Record<string, Ways>;

export type Installable = keyof typeof INSTALL;

/** The command for this system, or the page to read. */
export function howToInstall(program: Installable, os: OperatingSystem): (Fix | string)[] {
  const ways: Ways = INSTALL[program];
  const way = os === 'other' ? undefined : ways[os === 'wsl' ? 'debian' : os];
  return [way ?? `install it: ${ways.page}`];
}
