/**
 * The variables of the operator's that the stand-in may see, and no other: to find Python, uv and PostgreSQL, and for
 * uv to fetch moto where the way out is a proxy or the index is one's own.
 */

const KEPT = [
  ...['PATH', 'HOME', 'TMPDIR', 'LANG', 'PYENV_ROOT', 'PYENV_VERSION', 'SSL_CERT_FILE'],
  ...['UV_CACHE_DIR', 'UV_INDEX_URL', 'UV_DEFAULT_INDEX', 'UV_OFFLINE', 'UV_PYTHON'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'],
];

export function motoInputs(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT) {
    const value = env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
