import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENVIRONMENTS } from '../../../src/engine/environments.ts';
import { EnvDocument, readEnvironment } from '../../../src/hub/index.ts';
import { SAMPLE } from '../../hub/env-file/sample.ts';
import { ANSWERS, brokenMachine, fakeLooks, flowIn, given, goTo } from './support.ts';

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'flip-setup-'));
});
afterEach(() => rmSync(workspace, { recursive: true }));

const file = () => join(workspace, '.env.stag');
const kept = () => join(workspace, '.flip-hub', 'stag', 'setup.json');
const field = (flow: ReturnType<typeof flowIn>, id: string) => flow.page().fields.find((f) => f.id === id);

describe('a setup from nothing', () => {
  it('asks for seven things, and the file it writes can be deployed', async () => {
    const flow = flowIn(workspace);
    await goTo(flow, 'steps');
    const text = readFileSync(file(), 'utf8');
    const reading = readEnvironment(text, 'stag');
    expect(reading.problems).toEqual([]);
    expect(reading.warnings).toEqual([]);
    expect(reading.unminted).toEqual(['AES_KEY_BASE64', 'INTERNAL_SERVICE_KEY', 'INTERNAL_SERVICE_KEY_HASH']);
    expect(reading.values.text('NLB_SUBDOMAIN')).toBe('fl.stag.flip.example.org');
    expect(reading.values.text('FLIP_UI_BUCKET_NAME')).toBe('stag-flip-example-org-ui');
    expect(reading.values.text('CENTRAL_HUB_API_URL')).toBe('https://stag.flip.example.org/api');
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('writes no environment file before the summary is agreed to', async () => {
    const flow = flowIn(workspace);
    await goTo(flow, 'summary');
    expect(existsSync(file())).toBe(false);
    await flow.onward();
    expect(existsSync(file())).toBe(true);
    expect(flow.back()).toBe(false);
  });

  it('git ignores every secret before the first one is written', async () => {
    const flow = flowIn(workspace);
    await goTo(flow, 'names');
    expect(readFileSync(join(workspace, '.gitignore'), 'utf8')).toContain('/.env.stag\n');
    expect(existsSync(file())).toBe(false);
  });

  it('the destructive three are in the file even when the operator left them as offered', async () => {
    await goTo(flowIn(workspace), 'steps');
    expect(readFileSync(file(), 'utf8')).toMatch(/^DEPLOY_TRUST_EC2=false$/m);
    expect(readFileSync(file(), 'utf8')).toMatch(/^LOCAL_TRUST_PUBLIC_IPS=\[\]$/m);
  });

  it('whether a trust host stands is never decided for the operator', async () => {
    const { DEPLOY_TRUST_EC2: _, ...rest } = ANSWERS;
    const flow = flowIn(workspace);
    await expect(goTo(flow, 'secrets', rest)).rejects.toThrow('stays on trusts');
    expect(field(flow, 'DEPLOY_TRUST_EC2')?.problem).toBe('needs a value');
  });

  it('asks for the kit date of the framework that was chosen', async () => {
    const flow = flowIn(workspace);
    await goTo(flow, 'software');
    expect(field(flow, 'FLARE_KIT_DATE')).toBeDefined();
    flow.type('FL_BACKEND', 'flower');
    expect(field(flow, 'FLARE_KIT_DATE')).toBeUndefined();
    expect(field(flow, 'FLOWER_KIT_DATE')).toBeDefined();
  });

  it('which environment is the first question when nobody said', async () => {
    const flow = flowIn(workspace, { environment: undefined });
    expect(flow.page().id).toBe('environment');
    flow.type('environment', 'production');
    await flow.onward();
    expect(flow.heading()).toBe('setup · production');
    expect(flow.back()).toBe(true);
    expect(flow.page().id).toBe('environment');
  });
});

describe('a wrong answer', () => {
  it('keeps the page open and says what was expected', async () => {
    const flow = flowIn(workspace);
    await goTo(flow, 'account');
    flow.type('FLIP_AWS_ACCOUNT_ID', '1111');
    await flow.onward();
    expect(flow.page().id).toBe('account');
    expect(field(flow, 'FLIP_AWS_ACCOUNT_ID')?.problem).toBe('must be an AWS account id of 12 digits');
    flow.type('FLIP_AWS_ACCOUNT_ID', '111122223333');
    expect(field(flow, 'FLIP_AWS_ACCOUNT_ID')?.problem).toBeUndefined();
  });

  it('another account than the profile signs in to is found before anything is written', async () => {
    const looks = fakeLooks({ profile: (name) => ({ name, account: '999988887777', region: undefined }) });
    const flow = flowIn(workspace, { looks });
    await expect(goTo(flow, 'names')).rejects.toThrow('stays on account');
    expect(field(flow, 'FLIP_AWS_ACCOUNT_ID')?.problem).toContain('profile stag, which signs in to 999988887777');
  });

  it('the other environment’s account or state is refused: one would deploy over the other', async () => {
    const looks = fakeLooks({
      others: () => [{ key: 'FLIP_AWS_ACCOUNT_ID', value: '111122223333', file: '.env.production' }],
    });
    const flow = flowIn(workspace, { looks });
    await expect(goTo(flow, 'names')).rejects.toThrow('stays on account');
    expect(field(flow, 'FLIP_AWS_ACCOUNT_ID')?.problem).toContain('.env.production');
  });

  it('one bucket for two purposes is refused', async () => {
    const flow = flowIn(workspace);
    await goTo(flow, 'buckets');
    flow.type('FLIP_UI_BUCKET_NAME', 'stag-flip-example-org-uploads');
    await flow.onward();
    expect(flow.page().id).toBe('buckets');
    expect(field(flow, 'FLIP_UI_BUCKET_NAME')?.problem).toContain('same bucket');
  });

  it('a value that make, a shell and dotenv take differently is refused with the reason', async () => {
    const flow = flowIn(workspace);
    await goTo(flow, 'secrets');
    flow.type('ADMIN_USER_PASSWORD', 'a dollar $ and a # sign');
    await flow.onward();
    expect(field(flow, 'ADMIN_USER_PASSWORD')?.problem).toContain('begins a reference');
  });
});

describe('what setup looks at', () => {
  it('a bucket name of the world is told apart from a free one', async () => {
    const looks = fakeLooks({
      bucket: async (name) => (name.endsWith('-ui') ? 'exists' : name.endsWith('-kits') ? 'unknown' : 'free'),
    });
    const flow = flowIn(workspace, { looks });
    await goTo(flow, 'buckets');
    await new Promise((resolve) => setImmediate(resolve));
    expect(field(flow, 'FLIP_UI_BUCKET_NAME')?.note?.mark).toBe('warn');
    expect(field(flow, 'AICENTRE_BUCKET_NAME')?.note?.mark).toBe('unknown');
    expect(field(flow, 'FLIP_TFSTATE_BUCKET_NAME')?.note?.mark).toBe('ok');
  });

  it('what doctor finds stands there with its fix, and stops nobody', async () => {
    const flow = flowIn(workspace, { looks: fakeLooks({ machine: brokenMachine }) });
    await new Promise((resolve) => setImmediate(resolve));
    const { notes } = flow.page();
    expect(notes[0]?.text).toContain('1 of 3 fine; in the way of:');
    expect(notes[1]).toMatchObject({ mark: 'fail' });
    expect(notes[1]?.more?.join('\n')).toContain('ssh-keygen');
    await flow.onward();
    expect(flow.page().id).toBe('profile');
  });

  it('a doctor that fails itself is said, and stops nobody either', async () => {
    const looks = fakeLooks({ machine: () => Promise.reject(new Error('no such luck')) });
    const flow = flowIn(workspace, { looks });
    await new Promise((resolve) => setImmediate(resolve));
    expect(flow.page().notes[0]?.text).toContain('no such luck');
    await flow.onward();
    expect(flow.page().id).toBe('profile');
  });
});

describe('a setup that was interrupted', () => {
  it('goes on where it was, with the answers, and no secret was kept', async () => {
    const first = flowIn(workspace);
    await goTo(first, 'secrets');
    first.type('ADMIN_USER_PASSWORD', 'Correct-Horse-Battery-1');
    await first.onward();
    expect(first.page().id).toBe('summary');
    expect(readFileSync(kept(), 'utf8')).not.toContain('Horse');
    expect(statSync(kept()).mode & 0o777).toBe(0o600);

    const second = flowIn(workspace);
    expect(second.page().notes[0]?.text).toContain('interrupted');
    await second.onward();
    expect(second.page().id).toBe('summary');
    expect(second.page().notes.map((n) => n.text)).toContain('ALB_SUBDOMAIN=stag.flip.example.org');
    second.back();
    expect(field(second, 'ADMIN_USER_PASSWORD')?.value).toBe('');
    await second.onward();
    await second.onward();
    expect(existsSync(kept())).toBe(false);
    expect(readFileSync(file(), 'utf8')).not.toContain('Horse');
  });

  it('a damaged note costs the answers, not the setup', async () => {
    await goTo(flowIn(workspace), 'names');
    for (const text of ['{', '{"v":1}', '[]', '{"v":1,"page":"names","answers":{"ADMIN_USER_PASSWORD":"x"}}']) {
      writeFileSync(kept(), text);
      const flow = flowIn(workspace);
      await goTo(flow, 'steps');
      expect(readFileSync(file(), 'utf8')).toContain('# ADMIN_USER_PASSWORD=');
      rmSync(file());
    }
  });
});

describe('a file that is there', () => {
  it('is edited in place: one line changes, every other byte stays', async () => {
    writeFileSync(file(), SAMPLE.replaceAll('\n', '\r\n'), { mode: 0o644 });
    const flow = flowIn(workspace);
    await goTo(flow, 'software', {});
    flow.type('DOCKER_TAG', 'sha-7654321');
    await goTo(flow, 'summary', {});
    const changed = flow.page().notes.filter((n) => n.mark === 'change');
    expect(changed.map((n) => n.text)).toEqual(['DOCKER_TAG: sha-1a2b3c4 becomes sha-7654321']);
    await flow.onward();
    const lines = readFileSync(file(), 'utf8').split('\r\n');
    const before = SAMPLE.split('\n');
    expect(lines.slice(0, before.length - 1).filter((line, at) => line !== before[at])).toEqual([
      'DOCKER_TAG=sha-7654321',
    ]);
    expect(flow.result?.written.backup).toBeDefined();
  });

  it('a secret in it is kept, never shown and not editable by accident', async () => {
    writeFileSync(file(), SAMPLE);
    const flow = flowIn(workspace);
    await goTo(flow, 'secrets', {});
    expect(JSON.stringify(flow.page())).not.toContain('AAECAwQF');
    flow.type('AES_KEY_BASE64', `${'B'.repeat(42)}A=`);
    await goTo(flow, 'steps', {});
    expect(EnvDocument.parse(readFileSync(file(), 'utf8')).value('AES_KEY_BASE64')).toMatch(/^AAECAwQF/);
  });

  it('what is wrong in it already is named with its line, and nothing is written', async () => {
    writeFileSync(file(), SAMPLE.replace('API_PORT=8080', 'API_PORT=http'));
    const flow = flowIn(workspace);
    await goTo(flow, 'summary', {});
    const words = JSON.stringify(flow.page().notes);
    expect(words).toContain('.env.stag:16  API_PORT: must be a port');
    await flow.onward();
    expect(flow.page().id).toBe('summary');
    expect(readFileSync(file(), 'utf8')).toContain('API_PORT=http');
  });

  it('that somebody else saved meanwhile is not overwritten', async () => {
    writeFileSync(file(), SAMPLE);
    const flow = flowIn(workspace, { given: given({ DOCKER_TAG: 'sha-7654321' }) });
    await goTo(flow, 'summary', {});
    writeFileSync(file(), `${SAMPLE}THEIRS=1\n`);
    await flow.onward();
    expect(flow.page().id).toBe('summary');
    expect(flow.page().notes[0]?.text).toContain('was changed while');
    expect(readFileSync(file(), 'utf8')).toBe(`${SAMPLE}THEIRS=1\n`);
  });

  it('that is a link is refused in words', () => {
    writeFileSync(join(workspace, 'elsewhere'), SAMPLE);
    symlinkSync(join(workspace, 'elsewhere'), file());
    expect(() => flowIn(workspace)).toThrow('is a link');
  });
});

describe('the keys of the hub', () => {
  it('typed ones are asked for hidden, checked, and their hash follows', async () => {
    const flow = flowIn(workspace);
    await goTo(flow, 'secrets');
    expect(flow.page().fields.map((f) => f.id)).toEqual(['keys', 'ADMIN_USER_PASSWORD']);
    flow.type('keys', 'type them');
    expect(field(flow, 'AES_KEY_BASE64')?.kind).toBe('secret');
    await flow.onward();
    expect(field(flow, 'AES_KEY_BASE64')?.problem).toBe('needs a value');
    flow.type('AES_KEY_BASE64', 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=');
    flow.type('INTERNAL_SERVICE_KEY', 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ');
    await goTo(flow, 'steps');
    const { unminted, values } = readEnvironment(readFileSync(file(), 'utf8'), 'stag');
    expect(unminted).toEqual([]);
    expect(values.secret('INTERNAL_SERVICE_KEY_HASH')?.reveal()).toMatch(/^[0-9a-f]{64}$/);
  });

  it('adopted or made ones are left to the command that reads the deployed secret first', async () => {
    const flow = flowIn(workspace);
    await goTo(flow, 'summary');
    expect(flow.page().notes.map((n) => n.text)).toContain('AES_KEY_BASE64: left to generate-internal-service-key');
  });
});

it('what a flag said is shown, not asked, and production has its own suggestions', async () => {
  const flow = flowIn(workspace, {
    environment: ENVIRONMENTS.production,
    given: given({ ALB_SUBDOMAIN: 'app.flip.example.org', AWS_PROFILE: 'hub-prod' }),
  });
  await goTo(flow, 'names');
  expect(field(flow, 'ALB_SUBDOMAIN')).toMatchObject({ fixed: true, origin: 'by --set ALB_SUBDOMAIN' });
  flow.type('ALB_SUBDOMAIN', 'other.example.org');
  await goTo(flow, 'summary');
  const texts = flow.page().notes.map((n) => n.text);
  expect(texts).toContain('ALB_SUBDOMAIN=app.flip.example.org');
  // Other tooling insists on the usual profile unless this key names another.
  expect(texts).toContain('PROD_AWS_PROFILE=hub-prod');
  expect(texts.some((text) => text.startsWith('STAG_AWS_PROFILE'))).toBe(false);
});
