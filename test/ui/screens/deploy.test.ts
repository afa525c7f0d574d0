import { describe, expect, it } from 'vitest';
import { failedStory, goodStory, plannedStory } from '../stories/runs.ts';
import { LARGE, SMALL, told } from '../stories/told.ts';

describe('the screen of a deploy', () => {
  it('says at the top which environment this is, that it is a rehearsal, and whose account', () => {
    const t = told(plannedStory());
    t.tell();
    const first = t.text().split('\n')[0];
    expect(first).toMatch(/^ deploy · REHEARSAL stag · run 7f3c · 0:1\d +account 111122223333 \(fake\)$/);
  });

  it('shows every phase with its state in a sign and a time, and a failed one with the word', () => {
    const t = told(failedStory());
    t.tell();
    const text = t.text();
    expect(text).toMatch(/✓ aws-login +1\.1s/);
    expect(text).toMatch(/✗ apply +failed/);
    expect(text).toMatch(/· deploy-trust/);
    expect(text).toContain('✗ apply failed  The account has no room');
  });

  it('counts resources against the plan and shows what runs with how long it has', () => {
    const { story, question } = goodStory();
    const t = told(story);
    t.tell(question + 600);
    expect(t.text()).toMatch(/─ apply ─ \d+ of 166 · \d+ running ─/);
    expect(t.text()).toMatch(/\+ module\.\S+ +creating +\d+s/);
  });

  it('says in words what a rehearsal does instead of the real thing', () => {
    const t = told(plannedStory());
    t.tell();
    t.store.screen.phase = 'ansible-init';
    expect(t.text()).toContain('rehearsed: the playbook is checked; no host exists to run it on');
    expect(t.text()).toContain('waits for ssh-config');
  });

  it('shows all names in full where there is room for them', () => {
    const t = told(plannedStory());
    t.tell();
    expect(t.text(LARGE)).toContain('generate-internal-service-key');
  });

  it('keeps the shown phase on a board that is too small for all, and says how many are missing', () => {
    const t = told(plannedStory());
    t.tell();
    t.store.screen.phase = 'status';
    const text = t.text({ columns: 60, rows: 14 });
    expect(text).toMatch(/❯· status/);
    expect(text).toMatch(/…\d+ more/);
  });

  it('says how many resources of a failed apply were never reached', () => {
    const t = told(failedStory());
    t.tell();
    t.store.screen.phase = 'apply';
    expect(t.text()).toMatch(/\d+ of 166 · 2 failed · \d+ not reached/);
  });

  it('offers the plan and the error only when there is one', () => {
    const before = told(plannedStory());
    before.tell(10);
    expect(before.text(LARGE)).not.toContain('plan details');
    const after = told(failedStory());
    after.tell();
    expect(after.text(LARGE)).toMatch(/d plan details {2}e error/);
  });
});

describe('what a phase says while it waits', () => {
  it.each([SMALL, LARGE])(
    'is whole at $columns columns: an address that is cut can be neither opened nor looked for',
    (size) => {
      const t = told();
      const address = 'central-hub-no-reply@flip.stag.an-organization-with-a-name.example.org';
      const completeUrl =
        'https://an-organization-of-some-length.awsapps.com/start/#/device?user_code=ABCD-EFGH&of=a-client-with-a-name';
      const email = { id: 'email', title: 'sender address and what this account may send', needs: ['aws-login'] };
      const login = { id: 'aws-login', title: 'AWS sign-in', needs: [] };
      t.event({ type: 'run-started', command: 'email', version: '0', env: 'stag', phases: [login, email] });
      t.event({ type: 'phase-started', phase: 'aws-login' });
      const until = '2026-11-23T20:52:11.000Z';
      t.event({
        type: 'sign-in',
        phase: 'aws-login',
        profile: 'stag',
        url: 'https://x',
        completeUrl,
        userCode: 'ABCD-EFGH',
        until,
      });
      const squeezed = () => t.text(size).replace(/\s+/g, '');
      expect(squeezed()).toContain(completeUrl);
      t.event({ type: 'phase-finished', phase: 'aws-login', outcome: 'done', ms: 10, evidence: {} });
      t.event({ type: 'phase-started', phase: 'email' });
      t.event({ type: 'phase-progress', phase: 'email', done: 3, what: `waiting for the link sent to ${address}` });
      expect(squeezed()).toContain(`waitingforthelinksentto${address}`);
      expect(t.text(size)).not.toContain('…');
    },
  );
});

describe('the log of a phase', () => {
  it('follows the end, and says where lines are that no longer fit in memory', () => {
    const t = told();
    t.event({
      type: 'run-started',
      command: 'deploy',
      version: '0',
      phases: [{ id: 'apply', title: 'Apply', needs: [] }],
    });
    t.event({ type: 'phase-started', phase: 'apply' });
    for (let i = 0; i < 6000; i += 1) t.event({ type: 'log', phase: 'apply', stream: 'stdout', line: `line ${i}` });
    t.store.screen.screen = 'log';
    expect(t.text(SMALL).split('\n').at(-2)).toContain('line 5999');
    t.store.screen.log.top = 0;
    expect(t.text(SMALL)).toContain('lines 1,001-1,020 of 6,000 · earlier lines are in log.txt');
    expect(t.text(SMALL)).toContain('line 1000');
  });

  it('draws no escape code a tool may have printed', () => {
    const t = told();
    t.event({ type: 'log', phase: 'x', stream: 'stdout', line: '\u001b[2Jgone\u001b[0m' });
    expect(t.text()).toContain('gone');
    expect(t.text()).not.toContain('\u001b');
  });
});
