/**
 * How each program is installed, by operating system: a table. A command where the system's own packages or the
 * vendor's one-liner do it, a page where neither does. Each names the page it was read from, to be read again when it no
 * longer works. Windows under WSL installs as Debian does; Fedora stands for what descends from it too (RHEL and its like).
 */
import type { Fix } from './check.ts';
import type { OperatingSystem } from './operating-system.ts';

interface Way extends Fix {
  /** Where it is documented. Never shown. */
  source: `https://${string}`;
  /** What is left to a person. */
  afterwards?: string;
}

type Ways = Partial<Record<Exclude<OperatingSystem, 'wsl'>, Way>> & { page: `https://${string}` };

const DEBIAN = 'https://packages.debian.org/';
const FEDORA = 'https://packages.fedoraproject.org/';
const HOMEBREW = 'https://formulae.brew.sh/';

/** A fresh system, WSL above all, knows no packages before it was told to look. */
const aptGet = (names: string): string => `sudo apt-get update && sudo apt-get install -y ${names}`;

const apt = (name: string): Way => ({ command: aptGet(name), root: true, source: `${DEBIAN}${name.split(' ')[0]}` });
const dnf = (name: string): Way => ({
  command: `sudo dnf install -y ${name}`,
  root: true,
  source: `${FEDORA}pkgs/${name.split(' ')[0]}/`,
});
const brew = (name: string, kind: 'formula' | 'cask' = 'formula'): Way => ({
  command: `brew install ${kind === 'cask' ? '--cask ' : ''}${name}`,
  source: `${HOMEBREW}${kind}/${name}`,
});

/** The vendor's own package, where the system's are too old or there is none; taken over TLS, installed as root, in view. */
const script = (command: string, source: Way['source']): Way => ({ command, root: true, source });

const AWS_PAGE = 'https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html';
// `uname -m` says what the archives are called by: x86_64 and aarch64.
const AWS_CLI =
  'cd "$(mktemp -d)" && curl -fsSLo aws.zip "https://awscli.amazonaws.com/awscli-exe-linux-$(uname -m).zip" && unzip -q aws.zip && sudo ./aws/install --update';

const DOCKER_PAGE = 'https://docs.docker.com/engine/install/';
const DOCKER = 'cd "$(mktemp -d)" && curl -fsSL https://get.docker.com -o get-docker.sh && sudo sh get-docker.sh';
// Compose comes with the script's packages, and with Docker Desktop; Homebrew's own formula stands in the way of that.
const DOCKER_WAYS = {
  debian: script(`${aptGet('curl')} && ${DOCKER}`, 'https://docs.docker.com/engine/install/debian/'),
  // Where packages are RPMs the service does not start by itself.
  fedora: script(
    `${DOCKER} && sudo systemctl enable --now docker`,
    'https://docs.docker.com/engine/install/fedora/#install-using-the-convenience-script',
  ),
  macos: { ...brew('docker-desktop', 'cask'), afterwards: 'then open Docker Desktop once: it starts the engine' },
};

const HASHICORP_KEY = '/usr/share/keyrings/hashicorp-archive-keyring.gpg';
const HASHICORP_APT = `deb [arch=$(dpkg --print-architecture) signed-by=${HASHICORP_KEY}] https://apt.releases.hashicorp.com $(. /etc/os-release && echo \${UBUNTU_CODENAME:-$VERSION_CODENAME}) main`;
/** HashiCorp has a repository for each branch of the family; of all others RHEL's fits. */
const HASHICORP_RPM =
  '$(. /etc/os-release; case "$ID" in (fedora) echo fedora;; (amzn) echo AmazonLinux;; (*) echo RHEL;; esac)';
const TERRAFORM_PAGE = 'https://developer.hashicorp.com/terraform/install';

const GH_KEY = '/etc/apt/keyrings/githubcli-archive-keyring.gpg';
const GH_PAGE = 'https://github.com/cli/cli/blob/trunk/docs/install_linux.md';

const OPENTOFU = (kind: 'deb' | 'rpm'): string =>
  `cd "$(mktemp -d)" && curl --proto '=https' --tlsv1.2 -fsSL https://get.opentofu.org/install-opentofu.sh -o install-opentofu.sh && sh install-opentofu.sh --install-method ${kind}`;

const UV_PAGE = 'https://docs.astral.sh/uv/getting-started/installation/';
const UV = 'curl -LsSf https://astral.sh/uv/install.sh | sh';
const NEW_SHELL = 'then open a new shell: it lies in ~/.local/bin';
/** Debian 12, Ubuntu 22.04 and RHEL 9 have an older one as python3, and keep it. */
const OWN_PYTHON =
  "where this system's own is older than 3.12: uv python install --default (needs uv), then open a new shell";

const PLUGIN_PAGE =
  'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html';
const PLUGIN = 'https://s3.amazonaws.com/session-manager-downloads/plugin/latest';

const INSTALL = {
  aws: {
    debian: script(`${aptGet('curl unzip')} && ${AWS_CLI}`, AWS_PAGE),
    fedora: script(`sudo dnf install -y unzip && ${AWS_CLI}`, AWS_PAGE),
    macos: brew('awscli'),
    page: AWS_PAGE,
  },
  terraform: {
    debian: script(
      `${aptGet('curl gnupg')} && curl -fsSL https://apt.releases.hashicorp.com/gpg | sudo gpg --dearmor --yes -o ${HASHICORP_KEY} && echo "${HASHICORP_APT}" | sudo tee /etc/apt/sources.list.d/hashicorp.list && ${aptGet('terraform')}`,
      TERRAFORM_PAGE,
    ),
    fedora: script(
      `sudo curl -fsSLo /etc/yum.repos.d/hashicorp.repo "https://rpm.releases.hashicorp.com/${HASHICORP_RPM}/hashicorp.repo" && sudo dnf install -y terraform`,
      'https://www.hashicorp.com/official-packaging-guide',
    ),
    macos: { command: 'brew tap hashicorp/tap && brew install hashicorp/tap/terraform', source: TERRAFORM_PAGE },
    page: TERRAFORM_PAGE,
  },
  tofu: {
    debian: script(`${aptGet('curl gnupg')} && ${OPENTOFU('deb')}`, 'https://opentofu.org/docs/intro/install/deb/'),
    fedora: script(OPENTOFU('rpm'), 'https://opentofu.org/docs/intro/install/rpm/'),
    macos: brew('opentofu'),
    page: 'https://opentofu.org/docs/intro/install/',
  },
  python: {
    debian: { ...apt('python3'), afterwards: OWN_PYTHON },
    fedora: { ...dnf('python3'), afterwards: OWN_PYTHON },
    // A version by name (python@3.13) does not become `python3`; the newest, which this stands for, does.
    macos: { command: 'brew install python3', source: 'https://docs.brew.sh/Homebrew-and-Python' },
    page: 'https://www.python.org/downloads/',
  },
  uv: {
    debian: { command: `${aptGet('curl')} && ${UV}`, root: true, source: UV_PAGE, afterwards: NEW_SHELL },
    fedora: { command: UV, source: UV_PAGE, afterwards: NEW_SHELL },
    macos: brew('uv'),
    page: UV_PAGE,
  },
  gh: {
    debian: script(
      `${aptGet('curl')} && cd "$(mktemp -d)" && curl -fsSLo key https://cli.github.com/packages/githubcli-archive-keyring.gpg && sudo install -D -m 644 key ${GH_KEY} && echo "deb [arch=$(dpkg --print-architecture) signed-by=${GH_KEY}] https://cli.github.com/packages stable main" | sudo tee /etc/apt/sources.list.d/github-cli.list && ${aptGet('gh')}`,
      GH_PAGE,
    ),
    fedora: script(
      'sudo curl -fsSLo /etc/yum.repos.d/gh-cli.repo https://cli.github.com/packages/rpm/gh-cli.repo && sudo dnf install -y gh --repo gh-cli',
      GH_PAGE,
    ),
    macos: brew('gh'),
    page: 'https://cli.github.com',
  },
  ssh: { debian: apt('openssh-client'), fedora: dnf('openssh-clients'), page: 'https://www.openssh.com' },
  docker: { ...DOCKER_WAYS, page: DOCKER_PAGE },
  compose: { ...DOCKER_WAYS, page: 'https://docs.docker.com/compose/install/' },
  git: { debian: apt('git'), fedora: dnf('git'), macos: brew('git'), page: 'https://git-scm.com/downloads' },
  node: {
    debian: apt('nodejs npm'),
    fedora: dnf('nodejs npm'),
    macos: brew('node'),
    page: 'https://nodejs.org/en/download',
  },
  'session-manager-plugin': {
    debian: script(
      `${aptGet('curl')} && cd "$(mktemp -d)" && curl -fsSLo plugin.deb "${PLUGIN}/ubuntu_$(dpkg --print-architecture | sed s/amd64/64bit/)/session-manager-plugin.deb" && sudo dpkg -i plugin.deb`,
      PLUGIN_PAGE,
    ),
    fedora: script(
      `sudo dnf install -y "${PLUGIN}/linux_$(uname -m | sed "s/x86_64/64bit/;s/aarch64/arm64/")/session-manager-plugin.rpm"`,
      PLUGIN_PAGE,
    ),
    macos: brew('session-manager-plugin', 'cask'),
    page: PLUGIN_PAGE,
  },
} as const satisfies Record<string, Ways>;

export type Installable = keyof typeof INSTALL;
export const INSTALLABLE = Object.keys(INSTALL) as Installable[];

/** The command for this system and what is left to do after it, or the page to read. */
export function howToInstall(program: Installable, os: OperatingSystem): (Fix | string)[] {
  const ways: Ways = INSTALL[program];
  const way = os === 'other' ? undefined : ways[os === 'wsl' ? 'debian' : os];
  if (way === undefined) return [`install it: ${ways.page}`];
  const { command, root, afterwards } = way;
  return [{ command, ...(root === undefined ? {} : { root }) }, ...(afterwards === undefined ? [] : [afterwards])];
}
