/** moto as a child: found, confined, leashed, and of exactly one version. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { identityOf } from '../../../src/engine/process/identity.ts';
import { type MotoProcess, startMoto } from '../../../src/rehearsal/moto/process.ts';
import { findMotoPython } from '../../../src/rehearsal/moto/python.ts';
import { startSink } from '../../../src/rehearsal/sink/server.ts';
import { awsClient } from '../support/aws-client.ts';
import { ownFolder } from '../support/folder.ts';
import { missing } from '../support/requirement.ts';
import { pick } from '../support/words.ts';

const program = (file: string, text: string) => {
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
};

describe.skipIf(await missing('moto'))('moto process', () => {
  const dir = ownFolder('moto');
  let moto: MotoProcess | undefined;
  afterEach(() => moto?.stop());

  it('sends what it would deliver to the outside into the sink, or a rehearsal could call a stranger', async () => {
    const sink = await startSink(dir);
    moto = await startMoto({ dir, env: process.env, proxy: `http://127.0.0.1:${sink.port}` });
    const aws = awsClient(moto.port);
    const sns = (action: string, fields: Record<string, string>) => aws.query('sns', '2010-03-31', action, fields);
    const TopicArn = pick(await sns('CreateTopic', { Name: 'alarms' }), 'TopicArn');
    await sns('Subscribe', { TopicArn, Protocol: 'http', Endpoint: 'http://alarms.example.org/in' });
    await sns('Publish', { TopicArn, Message: 'test' });
    expect(sink.contacts()).toMatchObject([{ method: 'POST', target: 'http://alarms.example.org/in' }]);
    await sink.close();
  });

  it('ends when its owner lets go, however the owner ended', async () => {
    moto = await startMoto({ dir, env: process.env });
    const { pid } = moto;
    expect(identityOf(pid)).toBeDefined();
    await moto.stop();
    expect(identityOf(pid)).toBeUndefined();
  });
});

describe('a Python for moto', () => {
  const dir = ownFolder('python');
  const env = (...folders: string[]) => ({ PATH: folders.join(':'), HOME: dir });
  const folder = (name: string) => {
    mkdirSync(join(dir, name), { recursive: true });
    return join(dir, name);
  };

  it('is the first that has exactly the version the patches were written for', async () => {
    const [old, right] = [folder('old'), folder('right')];
    program(join(old, 'python3'), 'echo 5.1.0');
    program(join(right, 'python'), 'exit 1');
    const exact = program(join(right, 'python3.12'), 'echo 5.2.1');
    expect(await findMotoPython(env(old, right))).toEqual([exact]);
  });

  it("is among pyenv's when PATH has none", async () => {
    const bin = folder('.pyenv/versions/3.13.1/bin');
    const python = program(join(bin, 'python3'), 'echo 5.2.1');
    expect(await findMotoPython(env(folder('empty')))).toEqual([python]);
  });

  it('comes from uv when no Python has it, and from nowhere in the current folder', async () => {
    const bin = folder('uv');
    const uv = program(join(bin, 'uv'), 'exit 0');
    const found = await findMotoPython({ PATH: `.:${bin}`, HOME: folder('nobody') });
    expect(found.slice(0, 2)).toEqual([uv, 'run']);
    expect(found).toContain('moto[server]==5.2.1');
  });

  it('that turns out to be another is refused in words a person can act on', async () => {
    const bin = folder('liar');
    program(join(bin, 'python3'), '[ "$1" = -c ] && echo 5.2.1 || { echo "this needs moto 5.2.1" >&2; exit 4; }');
    await expect(startMoto({ dir, env: env(bin, '/bin') })).rejects.toMatchObject({
      fields: { code: 'rehearsal-not-started', exit: 4, cause: 'this needs moto 5.2.1' },
    });
    expect(readFileSync(join(dir, 'moto.log'), 'utf8')).toContain('this needs moto');
  });
});
