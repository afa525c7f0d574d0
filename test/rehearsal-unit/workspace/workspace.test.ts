/** The workspace of a rehearsal: complete, private, marked, and fake in every value. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRehearsalWorkspace, REHEARSAL_MARK } from '../../../src/rehearsal/workspace/create.ts';
import { writeOwnKeyPair } from '../../../src/rehearsal/workspace/key-pair.ts';
import { ownFolder } from '../support/folder.ts';

const standIn = { account: '111122223333', region: 'eu-west-2', dir: '/nowhere' };
const read = (file: string) =>
  Object.fromEntries(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
const mode = (file: string) => statSync(file).mode & 0o777;

describe('rehearsal workspace', () => {
  const root = ownFolder('workspace');

  it.each([
    ['stag', '.env.stag', 'stag.flip.example.org'],
    ['production', '.env.production', 'prod.flip.example.org'],
  ] as const)('has all a deployment of %s reads, and no value of a real account', async (env, file, zone) => {
    const made = await createRehearsalWorkspace({ dir: join(root, env), env, standIn });
    const values = read(join(root, env, file));
    expect(values).toMatchObject({
      FLIP_AWS_ACCOUNT_ID: '111122223333',
      ALB_SUBDOMAIN: zone,
      DEPLOY_TRUST_EC2: 'false',
      INTERNAL_SERVICE_KEY: '',
      INTERNAL_SERVICE_KEY_HASH: '',
    });
    expect(Buffer.from(values.AES_KEY_BASE64 ?? '', 'base64')).toHaveLength(32);
    expect(values.DOCKER_TAG).toMatch(/^sha-[0-9a-f]{7}$/);
    expect(made.publicZone).toBe(zone);
    expect(existsSync(join(root, env, 'trust', `.env.T1.${env}`))).toBe(true);
    for (const secret of [made.envFile, made.keyFile, made.kitFile]) expect(mode(secret)).toBe(0o600);
  });

  it('is marked, or a real command could work on it', async () => {
    const dir = join(root, 'marked');
    await createRehearsalWorkspace({ dir, env: 'stag', standIn });
    expect(JSON.parse(readFileSync(join(dir, REHEARSAL_MARK), 'utf8'))).toMatchObject({ rehearsal: true, env: 'stag' });
  });

  it('keeps its key pair when it is made again, or a resumed rehearsal would replace the bastion', async () => {
    const dir = join(root, 'again');
    const first = await createRehearsalWorkspace({ dir, env: 'stag', standIn });
    const second = await createRehearsalWorkspace({ dir, env: 'stag', standIn });
    expect(second.publicKey).toBe(first.publicKey);
    expect(first.publicKey).toMatch(/^ssh-ed25519 AAAA/);
  });

  it('refuses an environment that is not deployed to AWS', async () => {
    const making = createRehearsalWorkspace({ dir: join(root, 'dev'), env: 'development', standIn });
    await expect(making).rejects.toMatchObject({ fields: { exit: 2 } });
    expect(existsSync(join(root, 'dev'))).toBe(false);
  });

  it('makes a key pair that ssh accepts without ssh-keygen', () => {
    const path = join(root, 'own-key');
    writeOwnKeyPair(path);
    const derived = execFileSync('ssh-keygen', ['-y', '-f', path], { encoding: 'utf8' }).trim();
    expect(readFileSync(`${path}.pub`, 'utf8').trim()).toBe(derived);
    expect(mode(path)).toBe(0o600);
  });
});
