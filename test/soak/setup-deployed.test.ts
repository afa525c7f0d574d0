/** The whole way of a first day: what setup wrote from an operator's answers is deployed by a rehearsal to its end. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Sandbox } from '../rehearsal/support/program.ts';
import { skipWithout } from '../rehearsal/support/requirements.ts';

const ANSWERS = [
  ['--account', '111122223333'],
  ['--domain', 'stag.flip.example.org'],
  ['--email', 'flip@example.org'],
  ['--registry', 'ghcr.io/example/'],
  ['--image-tag', 'sha-1a2b3c4'],
  ['--set', 'FLARE_KIT_DATE=2026-01-15'],
  ['--set', 'DEPLOY_TRUST_EC2=false'],
  ['--set', 'LOCAL_TRUST_PUBLIC_IPS=["203.0.113.7"]'],
  ['--set', 'K8S_TRUST_PUBLIC_IPS=[]'],
].flat();

test.skipIf(await skipWithout('terraform', 'moto', 'postgres'))(
  'a workspace that setup made is deployed to its end, and a second plan finds nothing to change',
  async () => {
    await using box = new Sandbox('setup-deployed');
    const made = join(box.dir, 'made');
    mkdirSync(made);
    const setup = await box.run(['setup', '--workspace', made, '--env', 'stag', '--no-input', ...ANSWERS]);
    expect({ code: setup.code, stderr: setup.stderr }).toEqual({ code: 0, stderr: '' });
    const { code, events } = await box.run(['rehearse', 'deploy', '--workspace', made, '--json', '--yes']);
    const failed = events.flatMap((event) => (event.type === 'error' ? [event.what] : []));
    expect({ code, failed }).toEqual({ code: 0, failed: [] });
    const finished = events.flatMap((event) => (event.type === 'phase-finished' ? [event.phase] : []));
    expect(finished).toEqual(expect.arrayContaining(['apply', 'update-env', 'second-plan']));
  },
);
