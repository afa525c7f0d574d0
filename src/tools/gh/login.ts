/**
 * The GitHub CLI's login, as far as the hub needs it: the command lines, what `gh auth status` says, and the environment
 * gh gets. Pure; runs nothing.
 */

/** What pulling the hub's images needs. */
export const SCOPE = 'read:packages';
export const STATUS_ARGS = ['auth', 'status', '--hostname', 'github.com'] as const;
export const LOGIN_ARGS = ['auth', 'login', '--hostname', 'github.com', '--scopes', SCOPE] as const;
export const REFRESH_ARGS = ['auth', 'refresh', '--hostname', 'github.com', '--scopes', SCOPE] as const;

/** What a shell without a browser does. The token never goes on a command line. */
export const TOKEN_ADVICE = `or, without a browser: export GH_TOKEN=<a classic token with ${SCOPE}>`;

export type GhLogin =
  | { state: 'out' }
  /** `scopes` undefined: this kind of token does not tell. */
  | { state: 'in'; account: string; scopes: string[] | undefined; from: string };

/** Reads `gh auth status`, whatever stream it used; of several accounts the active one counts. */
export function readStatus(exit: number | null, text: string): GhLogin {
  // Older versions fail as a whole when one of several accounts does; the active one still says that it is logged in.
  const blocks = text.split(/^(?=.*Logged in to )/m).filter((block) => /Logged in to /.test(block));
  const active =
    blocks.find((block) => /Active account: true/.test(block)) ?? blocks[0] ?? (exit === 0 ? text : undefined);
  if (active === undefined || (exit !== 0 && /The token in .* is (no longer valid|invalid)/.test(active)))
    return { state: 'out' };
  const [, account = '', from = ''] = /Logged in to \S+ (?:account|as) (\S+) \(([^)]*)\)/.exec(active) ?? [];
  const listed = /Token scopes:\s*(.*)/.exec(active)?.[1];
  const scopes = listed
    ?.split(',')
    .map((scope) => scope.trim().replace(/^'(.*)'$/, '$1'))
    .filter((scope) => scope !== '' && scope !== 'none');
  return { state: 'in', account, scopes, from };
}

/** Undefined: not known before it is used. Writing packages includes reading them. */
export const mayReadPackages = ({ scopes }: { scopes: string[] | undefined }): boolean | undefined =>
  scopes === undefined ? undefined : scopes.includes(SCOPE) || scopes.includes('write:packages');

/** A token of the environment is the operator's to renew; gh refuses to change it. */
export const fromEnvironment = ({ from }: { from: string }): boolean => /^(GH|GITHUB)_TOKEN$/.test(from);

/** Where gh keeps its login, or a token in its place; and what a login needs to open a browser. */
const PASSED = ['GH_TOKEN', 'GITHUB_TOKEN', 'GH_CONFIG_DIR', 'GH_BROWSER', 'BROWSER', 'DISPLAY', 'WAYLAND_DISPLAY'];

export const ghVariables = (shell: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(PASSED.flatMap((name) => (shell[name] ? [[name, shell[name]]] : [])));
