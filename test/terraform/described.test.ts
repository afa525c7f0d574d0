/** What the documentation says of the root is the root's: a page that lags behind misleads whoever reviews it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { terraformReadmes } from '../../scripts/terraform-readmes.ts';
import { blocks, MODULES, ROOT, resourcesOf, terraformFiles } from './root.ts';

const REPOSITORY = join(ROOT, '..');
const page = (name: string) => readFileSync(join(REPOSITORY, 'docs', name), 'utf8');
const types = new Set(
  MODULES.flatMap((module) => [...resourcesOf(module).keys()].map((a) => a.split('.')[2] as string)),
);

describe('the READMEs of the root and its modules', () => {
  it('list every input and output as they are', () => {
    const readmes = terraformReadmes(ROOT);
    expect(readmes.map(({ path }) => path)).toHaveLength(MODULES.length + 1);
    for (const { path, text } of readmes) expect(readFileSync(path, 'utf8'), path).toBe(text);
  });

  it('show each module in a picture', () => {
    for (const module of MODULES)
      expect(readFileSync(join(ROOT, 'modules', module, 'README.md'), 'utf8'), module).toMatch(/```\n.*[│─▶┬└].*```/s);
  });

  it('belong to modules that are known to a destroy', () => {
    expect(readdirSync(join(ROOT, 'modules')).sort()).toEqual([...MODULES].sort());
  });
});

describe('every input of the root', () => {
  const variables = [...terraformFiles()]
    .filter(([path]) => !path.includes('/'))
    .flatMap(([, text]) => blocks(text, 'variable'))
    .map(({ labels, body }) => ({ name: labels[0] as string, body }));

  it('is checked before anything is asked of AWS, unless every value of its type is good', () => {
    for (const { name, body } of variables)
      if (!/type\s+= bool/.test(body)) expect(body, name).toMatch(/validation \{/);
  });

  it('carries nobody\u2019s address and no account as its default', () => {
    for (const [path, text] of terraformFiles()) {
      expect(text, path).not.toMatch(/\b\d{12}\b/);
      expect(text, path).not.toMatch(/[\w.]+@[\w-]+\.(?:org|com|uk|net)/);
    }
  });
});

describe('the page about the stand-in', () => {
  const rows = [...page('stand-in.md').matchAll(/^\| `(aws_\w+)` \|.*\| ([^|]+) \| ([^|]+) \|$/gm)];

  it('names types of the root, and files that hold them', () => {
    expect(rows.length).toBeGreaterThan(10);
    for (const [, type = '', by = ''] of rows) {
      expect(types, type).toContain(type);
      for (const [, file = ''] of by.matchAll(/`([\w-]+\.(?:py|ts))`/g)) {
        const folder = file.endsWith('.py') ? 'moto/flip_moto' : 'gateway/rows';
        expect(existsSync(join(REPOSITORY, 'src', 'rehearsal', folder, file)), file).toBe(true);
      }
    }
  });

  it('knows a plan that covers each type no rehearsal applies', () => {
    const unheld = rows.filter((row) => row[2]?.startsWith('nothing'));
    expect(unheld.map((row) => row[1])).toEqual(['aws_budgets_budget']);
    for (const [, type = '', , proof = ''] of unheld) {
      const [, suite = ''] = /`(terraform\/tests\/[^`]+)`/.exec(proof) ?? [];
      expect(readFileSync(join(REPOSITORY, suite), 'utf8')).toContain(`${type}.`);
    }
  });
});

describe('the page about roles', () => {
  it('lists every role of the root, so that none is made unseen', () => {
    const named = [...page('roles.md').matchAll(/^\| `([^`]+)` \|/gm)].map((row) => row[1]);
    const made = [...terraformFiles().values()].flatMap((text) =>
      [...text.matchAll(/"((?:ecs|ec2|trust-ec2|flip-rds-proxy)[a-z0-9-]*-role)"/g)].map((match) => match[1]),
    );
    expect(new Set(named)).toEqual(new Set(made));
  });
});
