#!/usr/bin/env node
/**
 * A stand-in for `terraform`, started as a real program. Everything it does is steered by `behaviour.json` beside it and
 * noted in `calls.jsonl` beside it (argv, one line a call).
 *
 * Without a word in `behaviour.json` it behaves: `version -json` says 1.13.1 and one AWS provider; `init` makes the data
 * folder; `plan` writes `planJson` to -out and ends with 2 (0 without changes); `show -json F` prints F; `apply F` says each change is done; `state pull` prints `stateText`; `output -json` prints `outputs`.
 *
 * `before` { plan: [file, …args] } runs that program first, both of its streams going to stderr, as a provider set to trace does.
 * `version`, `init`, `plan`, `show`, `apply`, `state`, `output` may each be
 * { stdout?, stderr?, exit?, signal?, append?, waits? }: the texts are printed instead, then it ends with that exit code,
 * kills itself with that signal, or waits for a SIGINT and then ends with 1 as Terraform does. An `append` [file, text] is written before that, into the folder it was started in.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const here = dirname(process.argv[1]);
const args = process.argv.slice(2);
const command = args[0];
const b = JSON.parse(readFileSync(join(here, 'behaviour.json'), 'utf8'));
appendFileSync(join(here, 'calls.jsonl'), `${JSON.stringify(args)}\n`);

const say = (text) => process.stdout.write(text);
const event = (type, message, more = {}) =>
  say(
    `${JSON.stringify({ '@level': 'info', '@message': message, '@module': 'terraform.ui', '@timestamp': '2026-11-23T16:54:09.000000Z', type, ...more })}\n`,
  );
const option = (name) => args.find((a) => a.startsWith(`${name}=`))?.slice(name.length + 1);
const changes = (plan) => (plan.resource_changes ?? []).filter((r) => !['no-op', 'read'].includes(r.change.actions[0]));

const [first, ...more] = b.before?.[command] ?? [];
if (first !== undefined) spawnSync(first, more, { stdio: ['ignore', 2, 2] });

const told = b[command];
if (told !== undefined) {
  if (told.waits) process.on('SIGINT', () => process.exit(1));
  if (told.append) appendFileSync(told.append[0], told.append[1]);
  process.stderr.write(told.stderr ?? '');
  await new Promise((done) => process.stdout.write(told.stdout ?? '', done));
  if (told.waits) setTimeout(() => process.exit(97), 60_000);
  else if (told.signal) process.kill(process.pid, told.signal);
  else process.exit(told.exit ?? 0);
  await new Promise(() => {});
}

switch (command) {
  case 'version':
    say(
      JSON.stringify({
        terraform_version: b.terraformVersion ?? '1.13.1',
        platform: 'linux_amd64',
        provider_selections: { 'registry.terraform.io/hashicorp/aws': '6.21.0' },
      }),
    );
    break;
  case 'init': {
    const data = process.env.TF_DATA_DIR;
    mkdirSync(join(data, 'providers'), { recursive: true });
    const config = Object.fromEntries(
      args
        .filter((a) => a.startsWith('-backend-config='))
        .map((a) => a.slice('-backend-config='.length).split(/=(.*)/s).slice(0, 2)),
    );
    writeFileSync(
      join(data, 'terraform.tfstate'),
      JSON.stringify({ backend: { config: { key: 'flip/terraform.tfstate', ...config } } }),
    );
    event('init_output', 'Terraform has been successfully initialized!');
    break;
  }
  case 'plan': {
    const plan = b.planJson ?? { format_version: '1.2', planned_values: {}, resource_changes: [] };
    const out = option('-out');
    if (out) writeFileSync(out, JSON.stringify(plan));
    event('version', 'Terraform 1.13.1', { terraform: '1.13.1', ui: '1.2' });
    process.exit(changes(plan).length === 0 ? 0 : 2);
    break;
  }
  case 'show':
    say(readFileSync(args.at(-1), 'utf8'));
    break;
  case 'apply': {
    const plan = JSON.parse(readFileSync(args.at(-1), 'utf8'));
    for (const r of changes(plan))
      event('apply_complete', `${r.address}: done`, {
        hook: {
          resource: { addr: r.address, module: '', resource_type: r.type, resource_name: r.name },
          action: 'create',
        },
      });
    event('change_summary', 'Apply complete!', {
      changes: { add: changes(plan).length, change: 0, remove: 0, import: 0, operation: 'apply' },
    });
    break;
  }
  case 'state':
    say(b.stateText ?? '');
    break;
  case 'output':
    say(JSON.stringify(b.outputs ?? {}));
    break;
  default:
    process.stderr.write(`the fake knows no ${command}\n`);
    process.exit(99);
}
