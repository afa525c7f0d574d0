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

/** The vendor's own package, where the system's are too old or there is none; taken over TLS, installed as root, in view. */
const script = (command: string): Fix => ({ command, root: true });
const AWS_CLI = script(
  'cd "$(mktemp -d)" && curl -fsSLo aws.zip "https://awscli.amazonaws.com/awscli-exe-linux-$(uname -m).zip" && unzip -q aws.zip && sudo ./aws/install --update',
);
const DOCKER = script('curl -fsSL https://get.docker.com | sudo sh');
const HASHICORP_KEY = '/usr/share/keyrings/hashicorp-archive-keyring.gpg';

const INSTALL = {
  aws: {
    debian: AWS_CLI,
    macos: brew('awscli'),
    fedora: dnf('awscli2'),
    page: 'https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html',
  },
  terraform: {
    debian: script(
      `curl -fsSL https://apt.releases.hashicorp.com/gpg | sudo gpg --dearmor --yes -o ${HASHICORP_KEY} && echo "deb [signed-by=${HASHICORP_KEY}] https://apt.releases.hashicorp.com $(. /etc/os-release && echo $VERSION_CODENAME) main" | sudo tee /etc/apt/sources.list.d/hashicorp.list && sudo apt-get update && sudo apt-get install -y terraform`,
    ),
    fedora: script(
      'sudo curl -fsSLo /etc/yum.repos.d/hashicorp.repo https://rpm.releases.hashicorp.com/fedora/hashicorp.repo && sudo dnf install -y terraform',
    ),
    macos: brew('hashicorp/tap/terraform'),
    page: 'https://developer.hashicorp.com/terraform/install',
  },
  tofu: {
    debian: script(
      'cd "$(mktemp -d)" && curl -fsSLo install.sh https://get.opentofu.org/install-opentofu.sh && sh install.sh --install-method deb',
    ),
    macos: brew('opentofu'),
    fedora: dnf('opentofu'),
    page: 'https://opentofu.org/docs/intro/install/',
  },
  python: {
    debian: apt('python3'),
    fedora: dnf('python3'),
    macos: brew('python@3.13'),
    page: 'https://www.python.org/downloads/',
  },
  uv: {
    debian: { command: 'curl -LsSf https://astral.sh/uv/install.sh | sh' },
    fedora: dnf('uv'),
    macos: brew('uv'),
    page: 'https://docs.astral.sh/uv/getting-started/installation/',
  },
  gh: { debian: apt('gh'), fedora: dnf('gh'), macos: brew('gh'), page: 'https://cli.github.com' },
  ssh: { debian: apt('openssh-client'), fedora: dnf('openssh-clients'), page: 'https://www.openssh.com' },
  docker: {
    debian: DOCKER,
    fedora: DOCKER,
    macos: brew('--cask docker'),
    page: 'https://docs.docker.com/engine/install/',
  },
  compose: {
    debian: DOCKER,
    fedora: DOCKER,
    macos: brew('docker-compose'),
    page: 'https://docs.docker.com/compose/install/',
  },
  git: { debian: apt('git'), fedora: dnf('git'), macos: brew('git'), page: 'https://git-scm.com/downloads' },
  node: {
    debian: apt('nodejs npm'),
    fedora: dnf('nodejs'),
    macos: brew('node'),
    page: 'https://nodejs.org/en/download',
  },
  'session-manager-plugin': {
    debian: script(
      'cd "$(mktemp -d)" && curl -fsSLo plugin.deb "https://s3.amazonaws.com/session-manager-downloads/plugin/latest/ubuntu_$(dpkg --print-architecture | sed s/amd64/64bit/)/session-manager-plugin.deb" && sudo dpkg -i plugin.deb',
    ),
    fedora: script(
      'sudo dnf install -y "https://s3.amazonaws.com/session-manager-downloads/plugin/latest/linux_$(uname -m | sed "s/x86_64/64bit/;s/aarch64/arm64/")/session-manager-plugin.rpm"',
    ),
    macos: brew('--cask session-manager-plugin'),
    page: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html',
  },
} as const satisfies Record<string, Ways>;

export type Installable = keyof typeof INSTALL;
export const INSTALLABLE = Object.keys(INSTALL) as Installable[];

/** The command for this system, or the page to read. */
export function howToInstall(program: Installable, os: OperatingSystem): (Fix | string)[] {
  const ways: Ways = INSTALL[program];
  const way = os === 'other' ? undefined : ways[os === 'wsl' ? 'debian' : os];
  return [way ?? `install it: ${ways.page}`];
}
