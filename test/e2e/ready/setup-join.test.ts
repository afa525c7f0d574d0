/** A second operator at a real terminal: where the hub is on record, what is read from there, and nothing written before the yes. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readEnvironment } from '../../../src/hub/index.ts';
import { STAG, STATE_BUCKET } from '../../bad-input/support/operator.ts';
import { type SmallAws, smallAws } from '../../bad-input/support/small-aws.ts';
import { anothersRecord } from '../../hub/anothers-record.ts';
import { PROGRAM, Sandbox } from '../../rehearsal/support/program.ts';
import { KEY } from '../../terminal/keys.ts';
import { PtyTerminal } from '../../terminal/pty-terminal.ts';

let aws: SmallAws;
let box: Sandbox;
beforeEach(async () => {
  aws = await smallAws();
  box = new Sandbox('setup-join');
  mkdirSync(box.workspace);
  mkdirSync(join(box.dir, 'home', '.aws'));
  writeFileSync(
    join(box.dir, 'home', '.aws', 'config'),
    '[profile stag]\naws_access_key_id = AKIATEST\naws_secret_access_key = test\nregion = eu-west-2\n',
  );
  aws.put(STATE_BUCKET, 'flip-hub/stag/record.json', anothersRecord(readEnvironment(STAG, 'stag').values));
});
afterEach(async () => {
  await aws.close();
  await box[Symbol.asyncDispose]();
});

test('a wrong bucket is said on the page; the right one fills the summary with what is on record', async () => {
  aws.buckets.add('nothing-here-yet');
  const words = ['setup', '--join', '--env', 'stag', '--allow-endpoint-override', '--no-key-pair'];
  await using terminal = new PtyTerminal(process.execPath, [PROGRAM, ...words], {
    columns: 100,
    rows: 40,
    cwd: box.workspace,
    env: { ...box.env, AWS_ENDPOINT_URL: aws.endpoint, AWS_EC2_METADATA_DISABLED: 'true' },
    patienceMs: 60_000,
  });
  await terminal.waitFor('Where is it on record?');
  terminal.keys(KEY.enter);
  await terminal.waitFor('❯ account id');
  terminal.keys('111122223333', KEY.enter);
  await terminal.waitFor('❯ region');
  terminal.keys(KEY.enter);
  await terminal.waitFor('❯ Terraform state');
  terminal.keys('nothing-here-yet', KEY.enter);
  await terminal.waitFor('no deployment of stag is on record in nothing-here-yet');
  terminal.keys('\u0015', STATE_BUCKET);
  await terminal.waitFor(STATE_BUCKET);
  terminal.keys(KEY.enter);
  await terminal.waitFor('Nothing is written yet');
  await terminal.waitFor('LOCAL_TRUST_PUBLIC_IPS=');
  expect(existsSync(join(box.workspace, '.env.stag'))).toBe(false);
  terminal.keys(KEY.ctrlC);
  expect((await terminal.exited()).code).toBe(130);
  expect(existsSync(join(box.workspace, '.env.stag'))).toBe(false);
});
