/** Until when the credentials last, through the real provider chain. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { credentialsEnd } from '../../src/aws/credentials-end.ts';
import { createAws } from '../../src/aws/factory.ts';
import { program } from '../engine/holder/programs.ts';
import { ownFolder } from '../engine/run/own-folder.ts';

afterEach(() => void vi.unstubAllEnvs());

/** A profile whose credentials come from a program, each time the next of these. */
function profile(...ends: (string | undefined)[]) {
  const dir = ownFolder();
  const answers = ends.map((Expiration) => ({ Version: 1, AccessKeyId: 'AKIATEST', SecretAccessKey: 's', Expiration }));
  const file = program(
    dir,
    'credentials',
    `
const fs = require('fs'), seen = ${JSON.stringify(join(dir, 'seen'))}, answers = ${JSON.stringify(answers)};
const times = fs.existsSync(seen) ? fs.readFileSync(seen, 'utf8').length : 0;
fs.writeFileSync(seen, 'x'.repeat(times + 1));
console.log(JSON.stringify(answers[Math.min(times, answers.length - 1)]));
`,
  );
  writeFileSync(join(dir, 'config'), `[profile hub]\ncredential_process = ${file}\n`);
  vi.stubEnv('AWS_CONFIG_FILE', join(dir, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(dir, 'none'));
  for (const name of ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
    vi.stubEnv(name, undefined);
  return createAws({ region: 'eu-west-2', profile: 'hub' });
}

const inMinutes = (minutes: number) => new Date(Math.floor(Date.now() / 1000) * 1000 + minutes * 60_000);

describe('the end of the credentials', () => {
  it('is what the provider says', async () => {
    const end = inMinutes(42);
    expect(await credentialsEnd(profile(end.toISOString()), undefined)).toEqual(end);
  });

  it('is that of the sign-in when they will be renewed until then', async () => {
    const [end, later, earlier] = [inMinutes(42), inMinutes(400), inMinutes(10)];
    const aws = profile(end.toISOString());
    expect(await credentialsEnd(aws, later)).toEqual(later);
    expect(await credentialsEnd(aws, earlier)).toEqual(end);
  });

  it('follows a renewal, which begins when it is asked for less than five minutes before', async () => {
    const [soon, end] = [inMinutes(4), inMinutes(60)];
    const aws = profile(soon.toISOString(), end.toISOString());
    expect(await credentialsEnd(aws, undefined)).toEqual(soon);
    await expect.poll(() => credentialsEnd(aws, undefined)).toEqual(end);
  });

  it('is not there for keys without an end', async () => {
    expect(await credentialsEnd(profile(undefined), inMinutes(42))).toBeUndefined();
  });

  it('rejects without credentials', async () => {
    const aws = profile(inMinutes(-1).toISOString());
    await expect(credentialsEnd(aws, undefined)).rejects.toThrow();
  });
});
