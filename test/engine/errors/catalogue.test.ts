import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, errorOf, type FailingTool, recognise } from '../../../src/engine/errors/catalogue/index.ts';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import { errorOfDiagnostic } from '../../../src/tools/terraform/diagnostics.ts';
import { LineSplitter, parseTfLine } from '../../../src/tools/terraform/stream.ts';
import { SAYINGS } from './sayings.ts';

const recorded = (name: string) => {
  const file = fileURLToPath(new URL(`../../tools/terraform/fixtures/${name}`, import.meta.url));
  return new LineSplitter()
    .push(readFileSync(file, 'utf8'))
    .map(parseTfLine)
    .flatMap((m) => (m.type === 'diagnostic' && m.diagnostic.severity === 'error' ? [m.diagnostic] : []));
};

describe('what tools really say', () => {
  it.each(SAYINGS)('$id: $text', ({ id, tool, text }) => {
    expect(recognise(text, { tool: tool ?? 'terraform', env: 'stag' })?.id).toBe(id);
  });

  it('every row has a saying that only it recognises, so that no row is dead', () => {
    const said = new Set(SAYINGS.map((s) => s.id));
    expect(CATALOGUE.filter((row) => !said.has(row.id)).map((row) => row.id)).toEqual([]);
  });
});

describe('recorded runs', () => {
  it('a locked state, a protected database, an interrupt', () => {
    expect(recorded('state-lock-error.jsonl').map((d) => errorOfDiagnostic(d).fields.code)).toEqual([
      'tf-state-locked',
    ]);
    expect(
      recorded('run-destroy-refused-deletion-protection.jsonl').map((d) => errorOfDiagnostic(d).fields.code),
    ).toEqual(['aws-deletion-protection']);
    const codes = recorded('run-apply-first-interrupted.jsonl').map((d) => errorOfDiagnostic(d).fields.code);
    expect(codes).toContain('interrupted');
  });

  it('an operation that a stand-in lacks is a server error, not a permission or a typing mistake', () => {
    const [, placement] = recorded('run-apply-with-errors-import-move-provisioner.jsonl');
    expect(placement && errorOfDiagnostic(placement).fields.code).toBe('aws-server-error');
  });
});

describe('words', () => {
  it('name what is known and stay whole sentences where it is not', () => {
    const denied = recognise(
      'api error AccessDenied: User: arn:aws:sts::1:assumed-role/x is not authorized to perform: elasticfilesystem:CreateFileSystem on resource: arn:aws:elasticfilesystem:eu-west-2:1:file-system/*',
      { tool: 'terraform', env: 'production' },
    );
    expect(denied?.what).toBe(
      'AWS refuses an action: elasticfilesystem:CreateFileSystem on arn:aws:elasticfilesystem:eu-west-2:1:file-system/*',
    );
    expect(denied?.next.join()).toContain('ask for the permission elasticfilesystem:CreateFileSystem');
    expect(denied?.next.join()).toContain('--env production');
    expect(denied?.facts.action).toBe('elasticfilesystem:CreateFileSystem');
    expect(recognise('AccessDeniedException', { tool: 'aws' })?.what).toBe('AWS refuses an action');
  });

  it('no entry leaves brackets or braces in what a person reads', () => {
    for (const { tool, text } of SAYINGS) {
      const match = recognise(text, { tool: tool ?? 'terraform', env: 'stag' });
      const read = [match?.what, match?.cause, ...(match?.next ?? [])].join('\n');
      expect(read).not.toMatch(/[{}[\]]/);
    }
  });

  it('an unknown environment shows as a place to fill in, not as undefined', () => {
    expect(recognise('Saved plan is stale', { tool: 'terraform' })?.next[0]).toBe('flip-hub plan --env <env>');
  });

  it('a rehearsal is never told to run a command against a real environment', () => {
    for (const { tool, text } of SAYINGS) {
      const next = recognise(text, { tool: tool ?? 'terraform', env: 'stag', rehearsal: true })?.next ?? [];
      expect(next.filter((step) => step.startsWith('flip-hub '))).toEqual(['flip-hub rehearse deploy --resume']);
    }
  });

  it('a match becomes the error that reaches a person, with its exit code', () => {
    const match = recognise('Saved plan is stale', { tool: 'terraform', env: 'stag' });
    const error = match && errorOf(match, { address: 'a.b', toolExit: 1 });
    expect(error?.fields).toMatchObject({ code: 'plan-stale', exit: EXIT.precondition, address: 'a.b', toolExit: 1 });
    expect(error?.fields).not.toHaveProperty('facts');
  });
});

describe('which entry', () => {
  it('the most specific one wins, wherever it stands in the table', () => {
    const text =
      'operation error S3: HeadBucket, https response error StatusCode: 403, api error Forbidden: AccessDenied';
    expect(recognise(text, { tool: 'terraform' })?.id).toBe('aws-s3-forbidden');
    expect(
      recognise('Error acquiring the state lock: operation error S3: PutObject, https response error StatusCode: 412', {
        tool: 'terraform',
      })?.id,
    ).toBe('tf-state-locked');
    expect(recognise('creating X: ThrottlingException: no space left on device', { tool: 'terraform' })?.id).toBe(
      'disk-full',
    );
  });

  it('a tool is not blamed for what only another says', () => {
    expect(recognise('UNREACHABLE!', { tool: 'terraform' })).toBeUndefined();
    expect(recognise('Saved plan is stale', { tool: 'docker' })).toBeUndefined();
  });

  it('text that is no failure, or an unknown one, is not explained away', () => {
    for (const tool of ['terraform', 'aws', 'ansible', 'ssm', 'ssh', 'docker', 'hub'] as FailingTool[]) {
      for (const text of [
        '',
        'Apply complete! Resources: 166 added',
        'creating Widget: the moon is in the wrong place',
        'PLAY RECAP ok=12 changed=3',
      ]) {
        expect(recognise(text, { tool })?.id, `${tool}: ${text}`).toBeUndefined();
      }
    }
  });

  it('a sentence that Terraform wrapped over lines is still found', () => {
    const wrapped =
      '│ Error: Instance cannot be destroyed\n│\n│   on main.tf line 1:\n│ Resource module.persistent.aws_kms_key.this has\n│ lifecycle.prevent_destroy set, but the plan calls for it';
    const match = recognise(wrapped, { tool: 'terraform', env: 'stag' });
    expect(match?.id).toBe('tf-prevent-destroy');
    expect(match?.what).toContain('module.persistent.aws_kms_key.this');
  });

  it('a megabyte of log is searched without stalling the screen for long', () => {
    const log = `${'module.x.aws_y.z: Still creating... [10s elapsed] operation error S3: \n'.repeat(15_000)}Error: Plugin did not respond`;
    expect(recognise(log, { tool: 'terraform' })?.id).toBe('tf-provider-crash');
  });
});

describe('the table', () => {
  it('has enough of what operators have met, each with a cause and a next step', () => {
    expect(new Set(CATALOGUE.map((r) => r.id)).size).toBeGreaterThanOrEqual(60);
    for (const row of CATALOGUE) {
      expect(row.patterns.length, row.id).toBeGreaterThan(0);
      expect(row.next.length, row.id).toBeGreaterThan(0);
      expect(row.cause.length, row.id).toBeGreaterThan(20);
      expect(row.what, row.id).not.toMatch(/[.\n]$/);
      // A global or sticky pattern remembers where it stopped and misses every second failure.
      for (const p of row.patterns) expect(p.flags, row.id).not.toMatch(/[gy]/);
    }
  });
});
