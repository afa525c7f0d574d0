import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocks, MODULES, ROOT, resourcesOf, terraformFiles } from './root.ts';

const everything = () => MODULES.flatMap((module) => [...resourcesOf(module)]);
const ofType = (type: string) => everything().filter(([address]) => address.split('.')[2] === type);
const variables = () =>
  [...terraformFiles()]
    .filter(([path]) => !path.includes('/'))
    .flatMap(([, text]) => blocks(text, 'variable'))
    .map(({ labels, body }) => ({ name: labels[0] as string, body }));

describe('what an operator relies on without looking', () => {
  it('opens port 22 to nobody', () => {
    for (const [path, text] of terraformFiles()) {
      expect(text, path).not.toMatch(/(?:from_port|to_port|port)\s*=\s*22\b/);
    }
  });

  it('gives no host a public address, and asks every host for session tokens and an encrypted disk', () => {
    const hosts = ofType('aws_instance');
    expect(hosts.length).toBeGreaterThan(0);
    for (const [address, body] of hosts) {
      expect(body, address).toMatch(/associate_public_ip_address = false/);
      expect(body, address).toMatch(/http_tokens\s+= "required"/);
      expect(body, address).toMatch(/encrypted\s+= true/);
    }
  });

  it('blocks public access of every bucket of its own', () => {
    const buckets = ofType('aws_s3_bucket').map(([address]) => address.replace('aws_s3_bucket', ''));
    const blocked = ofType('aws_s3_bucket_public_access_block').map(([address, body]) => {
      expect(body.match(/= true/g), address).toHaveLength(4);
      return address.replace('aws_s3_bucket_public_access_block', '');
    });
    for (const bucket of buckets) expect(blocked).toContain(bucket);
  });

  it('describes its rules in letters that AWS accepts, or the first apply stops in the middle', () => {
    const network = [...terraformFiles()].filter(([path]) => /modules\/(?:network|edge)\//.test(path));
    const described = network.flatMap(([path, text]) =>
      [...text.matchAll(/(?:about|description)\s+= "((?:[^"$]|\$\{[^}]*\})*)"/g)]
        .filter(() => /security-groups|hosts|load-balancer/.test(path))
        .map((match) => (match[1] ?? '').replace(/\$\{[^}]*\}/g, 'x')),
    );
    expect(described.length).toBeGreaterThan(20);
    for (const text of described) expect(text).toMatch(/^[0-9A-Za-z_ .:/()#,@[\]+=&;{}!$*-]{1,255}$/);
  });

  it('keeps an end to every log group, so that logs neither vanish at once nor stay for ever', () => {
    const groups = ofType('aws_cloudwatch_log_group');
    expect(groups.length).toBeGreaterThan(3);
    for (const [address, body] of groups)
      expect(body, address).toMatch(/retention_in_days\s+= var\.log_retention_days/);
  });

  it('never mixes inline and standalone rules on one security group, which would take turns in undoing each other', () => {
    for (const [address, body] of ofType('aws_security_group')) {
      const inline = /^ {2}(?:ingress|egress)\b|dynamic "(?:ingress|egress)"/m.test(body);
      const name = address.split('.')[3] as string;
      const standalone = [
        ...ofType('aws_vpc_security_group_ingress_rule'),
        ...ofType('aws_vpc_security_group_egress_rule'),
      ].some(([, rule]) => new RegExp(`^\\s+security_group_id\\s+= aws_security_group\\.${name}[.[]`, 'm').test(rule));
      expect(inline && standalone, address).toBe(false);
    }
  });

  it('keeps the three secrets out of plan and state', () => {
    const secrets = variables().filter(({ name }) =>
      /^(aes_key_base64|internal_service_key|internal_service_key_hash)$/.test(name),
    );
    expect(secrets).toHaveLength(3);
    for (const { name, body } of secrets) {
      expect(body, name).toMatch(/ephemeral\s+= true/);
      expect(body, name).toMatch(/sensitive\s+= true/);
    }
    const version = resourcesOf('persistent').get('module.persistent.aws_secretsmanager_secret_version.flip_api');
    expect(version).toContain('secret_string_wo_version');
    expect(version).not.toMatch(/secret_string\s+=/);
  });

  it('needs no provider but aws and no module of a registry, so that a hub can be built behind a mirror', () => {
    for (const [path, text] of terraformFiles()) {
      for (const source of text.matchAll(/^\s*source\s+= "([^"]+)"/gm)) {
        expect(source[1], path).toMatch(/^(?:\.\/modules\/\w+|hashicorp\/aws)$/);
      }
    }
    expect(readFileSync(join(ROOT, '.terraform.lock.hcl'), 'utf8').match(/^provider /gm)).toHaveLength(1);
  });

  it('acts in the one account it was given, whatever credentials are at hand', () => {
    const providers = blocks(terraformFiles().get('providers.tf') ?? '', 'provider');
    expect(providers).toHaveLength(2);
    for (const { body } of providers) expect(body).toContain('allowed_account_ids = [var.flip_aws_account_id]');
  });

  it('explains every input, and the README lists each', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    expect(variables().length).toBeGreaterThan(40);
    for (const { name, body } of variables()) {
      expect(body, name).toMatch(/description = "./);
      expect(readme, name).toContain(`| \`${name}\` |`);
    }
  });
});
