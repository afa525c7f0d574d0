import { describe, expect, it } from 'vitest';
import { errorOfDiagnostic, errorsOfDiagnostics, speaksOf } from '../../../src/tools/terraform/diagnostics.ts';
import { isObject, listAt, parseJson } from '../../../src/tools/terraform/json-shape.ts';
import { lockInfoOf } from '../../../src/tools/terraform/lock-info.ts';
import type { TfDiagnostic } from '../../../src/tools/terraform/message.ts';
import { diagnosticOf } from '../../../src/tools/terraform/stream.ts';
import { fixtureMessages, fixtureText } from './fixtures.ts';

const diagnosticsOf = (name: string): TfDiagnostic[] =>
  fixtureMessages(name).flatMap((m) => (m.type === 'diagnostic' ? [m.diagnostic] : []));
const error = (summary: string, detail = ''): TfDiagnostic => ({ severity: 'error', summary, detail });

describe('a locked state', () => {
  const [locked] = diagnosticsOf('state-lock-error.jsonl');

  it('says who holds the lock, with what, since when', () => {
    expect(locked && lockInfoOf(locked)).toEqual({
      id: '2a238c97-e8c0-dc5c-d1b9-2339760f6391',
      path: 'tfstate-rehearsal/flip/prod/terraform.tfstate',
      operation: 'OperationTypeApply',
      who: 'root@vm',
      version: '1.11.4',
      created: '2026-11-23 16:54:00.506950377 +0000 UTC',
    });
  });

  it('is exit 6 with the owner named, and not taken for a failed S3 call', () => {
    const { fields } = errorOfDiagnostic(locked as TfDiagnostic, { env: 'stag' });
    expect(fields).toMatchObject({ code: 'tf-state-locked', exit: 6 });
    expect(fields.what).toContain('root@vm');
    expect(fields.cause).toContain('2a238c97-e8c0-dc5c-d1b9-2339760f6391');
    expect(fields.next.join('\n')).toContain('flip-hub force-unlock --env');
  });

  it('no lock is read out of another failure', () => {
    expect(lockInfoOf(error('creating X', 'ID: 7'))).toBeUndefined();
    expect(lockInfoOf(error('Error acquiring the state lock', 'no details'))).toBeUndefined();
  });
});

describe('known and unknown', () => {
  it.each([
    [
      'plan-stale',
      4,
      'Saved plan is stale',
      'The given plan file can no longer be applied because the state was changed by another operation after the plan was created.',
    ],
    [
      'tf-provider-crash',
      1,
      'Plugin did not respond',
      'The plugin encountered an error, and failed to respond to the plugin.(*GRPCProvider).ApplyResourceChange call.',
    ],
    [
      'aws-no-credentials',
      3,
      'No valid credential sources found',
      'Please see https://registry.terraform.io/providers/hashicorp/aws',
    ],
    [
      'tf-backend-changed',
      4,
      'Backend initialization required, please run "terraform init"',
      'Reason: Backend configuration block has changed',
    ],
    ['account-mismatch', 4, 'AWS account ID not allowed: 123456789012', ''],
  ])('%s is recognised with exit %i', (code, exit, summary, detail) => {
    expect(errorOfDiagnostic(error(summary, detail)).fields).toMatchObject({ code, exit, tool: 'terraform' });
  });

  it('an unknown one keeps Terraform’s own words, address and place', () => {
    const all = listAt(parseJson(fixtureText('validate-errors.json')), 'diagnostics').filter(isObject);
    const { fields } = errorOfDiagnostic(diagnosticOf(all[0] ?? {}), { toolExit: 1, log: '/x/log.txt' });
    expect(fields).toMatchObject({
      code: 'terraform-failed',
      what: 'expected length of name to be in the range (2 - 50), got v',
      address: 'aws_backup_vault.v',
      toolExit: 1,
      log: '/x/log.txt',
    });
    expect(fields.next[0]).toContain('main.tf, line 153');
  });
});

describe('many at once', () => {
  it('the echoes of an interrupt are dropped beside real errors, and each error comes once', () => {
    const all = errorsOfDiagnostics(diagnosticsOf('run-apply-first-interrupted.jsonl'));
    expect(all.map((e) => e.fields.what).join('\n')).not.toMatch(/execution halted|stopped before/);
    expect(all.map((e) => e.fields.address)).toContain('aws_cloudfront_function.spa');
    const twice = error('creating X: boom');
    expect(errorsOfDiagnostics([twice, twice])).toHaveLength(1);
  });

  it('only echoes leave one "interrupted", exit 130', () => {
    const all = errorsOfDiagnostics([error('execution halted'), error('execution halted')]);
    expect(all.map((e) => [e.fields.code, e.fields.exit])).toEqual([['interrupted', 130]]);
  });

  it('warnings are not errors', () => {
    expect(errorsOfDiagnostics([{ severity: 'warning', summary: 'w', detail: '' }])).toEqual([]);
  });
});

describe('an import that failed', () => {
  const gone = error(
    'Cannot import non-existent remote object',
    'While attempting to import an existing object to "module.compute.aws_ecs_service.this[\\"fl_api\\"]", the provider\n  detected that no object exists with the given id.',
  );

  it('is told from the others by its address, also with an index, so that only that one is given up', () => {
    expect(speaksOf(gone, 'module.compute.aws_ecs_service.this["fl_api"]')).toBe(true);
    expect(speaksOf(gone, 'module.compute.aws_ecs_service.this["fl_server"]')).toBe(false);
    expect(speaksOf({ ...gone, address: 'aws_vpc.this' }, 'aws_vpc.this')).toBe(true);
  });
});
