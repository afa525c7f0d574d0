#!/usr/bin/env node
/**
 * The GitHub CLI as far as a login needs it. Logged in when `$HOME/gh-login` is there, which holds the scopes; GH_TOKEN
 * counts as a token that may read packages when PKG is in it. `auth login` talks as gh does: a coloured question that arrow keys
 * answer, a typed line, a code; on Ctrl-C it ends with exit 130 and has changed nothing.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(process.env.HOME, 'gh-login');
const out = (text) => process.stdout.write(text);

function status() {
  const token = process.env.GH_TOKEN;
  const scopes = token
    ? token.includes('PKG')
      ? "'read:packages'"
      : "'repo'"
    : existsSync(file)
      ? readFileSync(file, 'utf8')
      : undefined;
  if (scopes === undefined) {
    process.stderr.write('You are not logged into any accounts on github.com\n');
    return 1;
  }
  out(`github.com\n  ✓ Logged in to github.com account octocat (${token ? 'GH_TOKEN' : 'keyring'})\n`);
  out(`  - Active account: true\n  - Token: gho_****\n  - Token scopes: ${scopes}\n`);
  return 0;
}

function login(words) {
  let chosen = 0;
  let typed = '';
  let step = 'protocol';
  const choices = ['HTTPS', 'SSH'];
  const draw = (again) => {
    if (again) out(`\u001b[${choices.length}A`);
    for (const [at, choice] of choices.entries())
      out(`\u001b[2K${at === chosen ? `\u001b[36m> ${choice}\u001b[0m` : `  ${choice}`}\r\n`);
  };
  process.stdin.setRawMode(true);
  out(`\u001b[1;32m?\u001b[0m What is your preferred protocol? ${process.stdout.columns}x${process.stdout.rows}\r\n`);
  draw(false);
  process.stdout.on('resize', () => out(`now ${process.stdout.columns}x${process.stdout.rows}\r\n`));
  process.stdin.on('data', (chunk) => {
    const keys = chunk.toString();
    if (keys.includes('\u0003')) process.exit(130);
    if (step === 'protocol') {
      if (keys === '\u001b[B') chosen = 1;
      if (keys === '\u001b[A') chosen = 0;
      draw(true);
      if (!keys.includes('\r')) return;
      step = 'name';
      out(`Title for your key: `);
      return;
    }
    for (const key of keys) {
      if (key !== '\r') {
        typed += key;
        out(key);
        continue;
      }
      out(`\r\n\u001b[33m!\u001b[0m First copy your one-time code: \u001b[1mAB12-CD34\u001b[0m\r\n`);
      writeFileSync(file, `'gist', '${words.at(-1)}'`);
      writeFileSync(join(process.env.HOME, 'gh-said'), JSON.stringify({ chosen: choices[chosen], typed }));
      process.exit(0);
    }
  });
}

const words = process.argv.slice(2);
if (words[0] === 'auth' && words[1] === 'status') process.exitCode = status();
else if (words[0] === 'auth' && (words[1] === 'login' || words[1] === 'refresh')) login(words);
else throw new Error(`the fake gh does not know: ${words.join(' ')}`);
