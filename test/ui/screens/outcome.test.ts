import { describe, expect, it } from 'vitest';
import { evidenceText } from '../../../src/ui/screens/outcome/evidence-text.ts';
import { summaryRows } from '../../../src/ui/screens/outcome/summary-rows.ts';
import { rowsToAnsi } from '../../../src/ui/theme/rows-to-ansi.ts';
import { createTheme } from '../../../src/ui/theme/theme.ts';
import { failedStory, goodStory } from '../stories/runs.ts';
import { DIR } from '../stories/story.ts';
import { NOT_PROVEN, SMALL, type Told, told } from '../stories/told.ts';

function summary(t: Told, color = false): string {
  return rowsToAnsi(summaryRows({ ...t.frame(SMALL), whole: true }, t.store.view, NOT_PROVEN), createTheme({ color }));
}

describe('what stays when the screen has gone', () => {
  const good = told(goodStory().story);
  good.tell();

  it('says what every phase proved, how long it took, and what a rehearsal did instead', () => {
    expect(summary(good)).toMatch(/✓ apply +2:\d\d {2}166 added, 0 changed, 0 destroyed/);
    expect(summary(good)).toContain('rehearsed: no registry is asked; the token is not used');
  });

  it('does not let a green rehearsal pass for a promise', () => {
    expect(summary(good)).toContain('what this rehearsal does not prove');
    expect(summary(good)).toContain('that AWS has room for it');
  });

  it('says who agreed to what', () => {
    const t = told();
    t.event({ type: 'run-started', command: 'deploy', version: '0' });
    t.event({
      type: 'confirmation',
      phase: 'apply',
      level: 'severe',
      subject: 'Apply the plan to stag',
      answer: 'yes',
      by: '--confirm',
    });
    expect(summary(t)).toContain('· Apply the plan to stag: yes, by --confirm');
  });

  it('names what was changed by hand, and the exit code by which a script knows it', () => {
    const t = told();
    const phases = [{ id: 'drift', title: 'Changes outside Terraform', needs: [] }];
    t.event({ type: 'run-started', command: 'plan', env: 'stag', version: '0', phases });
    t.event({ type: 'phase-started', phase: 'drift' });
    t.event({
      type: 'drift',
      phase: 'drift',
      address: 'module.network.aws_security_group.this["rds"]',
      resource: 'aws_security_group',
      action: 'update',
      paths: ['ingress tcp 22 0.0.0.0/0 added'],
    });
    t.event({ type: 'phase-finished', phase: 'drift', outcome: 'done', ms: 9000, evidence: { drifted: 1 } });
    t.event({ type: 'run-finished', outcome: 'problems', exit: 7, ms: 12_000 });
    const text = summary(t).replace(/\s+/g, ' ');
    expect(text).toContain('aws_security_group.this["rds"] was changed outside Terraform');
    expect(text).toContain('tcp 22 0.0.0.0/0 added');
    expect(text).toMatch(/plan problems found .*exit 7/);
  });

  it('ends with the verdict, the next step and the log', () => {
    const lines = summary(good).trimEnd().split('\n');
    expect(lines.at(-4)).toContain('✓ rehearsal of deploy done · stag · 18 of 18 phases');
    expect(lines.at(-3)).toContain('next    → flip-hub setup --env stag');
    expect(lines.at(-1)).toBe(` log     ${DIR}/log.txt`);
  });

  it('tells a failure with its cause, what to do, and the last lines of the log', () => {
    const t = told(failedStory());
    t.tell();
    t.event({ type: 'run-finished', outcome: 'failed', exit: 1, ms: 60_000, next: [] });
    const text = summary(t);
    expect(text).toContain('✗ The account has no room for another database instance');
    expect(text).toContain('cause   AWS answered InstanceQuotaExceeded');
    expect(text).toContain('→ flip-hub deploy --env stag --resume');
    // Whole, so that it can be copied from the scrollback.
    expect(text).toContain(
      'request-service-quota-increase --service-code rds --quota-code L-7B6409FD --desired-value 41',
    );
    expect(text).toContain('api error InstanceQuotaExceeded');
    expect(text).toMatch(/! ui-build +\d+s {2}not finished/);
    expect(text).toContain('Error: creating RDS DB Instance');
    expect(text).toMatch(/✗ rehearsal of deploy failed .* exit 1/);
    expect(text).toContain('8 phases were not reached');
  });

  it('says whose it is to fix, and names the resource', () => {
    const t = told(failedStory());
    t.tell();
    t.store.screen.screen = 'error';
    expect(t.text()).toContain('aws-quota (yours to fix), terraform exit 1');
    expect(t.text()).toContain('where   module.data.aws_db_instance.db');
    expect(t.text()).toContain('last lines of apply');
    // The reason stands at the end of a long line: it is folded, not cut.
    expect(t.text()).toContain('api error InstanceQuotaExceeded');
  });

  it('has colour only when it may, and every verdict has its sign without it', () => {
    expect(summary(good)).not.toContain('\u001b');
    expect(summary(good, true)).toContain('\u001b[1;32m✓ rehearsal of deploy done');
  });
});

describe('evidence', () => {
  it('is words for a person, not a dump', () => {
    expect(
      evidenceText({
        warnings: 1,
        hash: '3f9a',
        hosts: ['flip', 'flip-trust'],
        images: ['a', 'b', 'c', 'd'],
        inner: { x: 1 },
        signedIn: true,
      }),
    ).toBe('1 warning, hash 3f9a, hosts flip flip-trust, 4 images, signed in');
  });
});
