import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { assertSound } from '../../src/commands/rehearse/target.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'flip-hub-sound-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const gap = (client: string) =>
  `${JSON.stringify({ time: '2026-01-01T00:00:00Z', service: 'iam', operation: 'Simulate', why: 'unknown', client })}\n`;

it('a rehearsal whose Terraform met something unknown is not called a success', async () => {
  writeFileSync(join(dir, 'gaps.jsonl'), gap('APN/1.0 HashiCorp/1.0 Terraform/1.11.4'));
  await expect(assertSound({ dir })).rejects.toMatchObject({
    fields: { code: 'rehearsal-gap', what: expect.stringContaining('iam:Simulate') },
  });
});

it('a question an operator asked with the aws command line does not fail the rehearsal', async () => {
  writeFileSync(join(dir, 'gaps.jsonl'), gap('aws-cli/1.45.11 md/Botocore'));
  await expect(assertSound({ dir })).resolves.toBeUndefined();
});

it('anything that tried to leave this machine fails it, by name', async () => {
  writeFileSync(
    join(dir, 'sink.jsonl'),
    `${JSON.stringify({ time: 't', method: 'CONNECT', target: 'sts.amazonaws.com:443' })}\n`,
  );
  await expect(assertSound({ dir })).rejects.toMatchObject({
    fields: { code: 'rehearsal-leak', what: expect.stringContaining('sts.amazonaws.com:443') },
  });
});
