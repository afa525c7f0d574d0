import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WholeLines } from '../../../src/engine/events/whole-lines.ts';
import { Redactor } from '../../../src/engine/redaction/index.ts';
import { Secret } from '../../../src/engine/secret.ts';
import { fakePhase, refusal } from '../graph/fake-graph.ts';
import { FakeHost, fakeRun } from './fake-run.ts';
import { ownFolder } from './own-folder.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const KNOWN = 'aes-key-of-the-env-file/0+1==';
const MADE = 'freshly "minted" $ecret\\&more';
/** Marks of the two secrets in any shape: pieces that no quoting or escaping changes. */
const SIGNS = ['aes-key-of-the-env-file', 'minted'];

/** Says both secrets wherever a phase can say anything. */
const leaky = fakePhase('apply', [], {
  run: async (ctx) => {
    const secret = ctx.secret(new Secret(MADE, 'MINTED_KEY'));
    for (const value of [KNOWN, secret.reveal()]) {
      ctx.log(`export KEY='${value}'`, 'stdout');
      ctx.log(JSON.stringify({ key: value }), 'stderr');
      ctx.lines('stderr', WholeLines.of(`trace ${value}\n${JSON.stringify(JSON.stringify({ key: value }))}\n`));
      ctx.log(Buffer.from(`user:${value}`).toString('base64'));
      ctx.log(`https://hub/?k=${encodeURIComponent(value)}`);
      ctx.warn('locked', `warned of ${value}`);
      ctx.emit({ type: 'tool', phase: ctx.phase, argv: ['terraform', `-var=k=${value}`] });
    }
    await ctx.confirm({
      id: 'apply',
      level: 'moderate',
      subject: `Apply with ${KNOWN}?`,
      typed: [],
      because: [`because of ${MADE}`],
    });
    return { key: KNOWN, nested: [{ key: MADE }] };
  },
});
const failing = fakePhase('status', ['apply'], {
  run: () => Promise.reject(refusal({ what: `refused ${KNOWN}`, cause: `as ${MADE}`, next: [`curl -H ${KNOWN}`] })),
});

async function everythingSaid(): Promise<Record<string, string>> {
  const stateDir = ownFolder();
  const host = new FakeHost();
  host.answer = async () => ({ yes: true, by: 'operator' });
  const { result } = await fakeRun(stateDir, [leaky, failing], { secrets: [new Secret(KNOWN, 'AES_KEY')] }, host);
  const files = readdirSync(result.dir).filter((name) => name !== 'held');
  return {
    host: JSON.stringify(host.events),
    questions: JSON.stringify(host.questions),
    checkpoint: readFileSync(join(stateDir, 'checkpoint.json'), 'utf8'),
    ...Object.fromEntries(files.map((name) => [name, readFileSync(join(result.dir, name), 'utf8')])),
  };
}

const base64Signs = SIGNS.flatMap((sign) =>
  [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), Buffer.from(sign)])
      .toString('base64')
      .replaceAll('=', '')
      .slice(shift === 0 ? 0 : shift + 1, -2),
  ),
);
const found = (text: string) => [...SIGNS, ...base64Signs].filter((sign) => text.includes(sign));

describe('secrets of a run', () => {
  it('are in nothing that is shown or written: not the journal, the log, the summary, the checkpoint, the screen', async () => {
    const said = await everythingSaid();
    expect(Object.keys(said)).toEqual(expect.arrayContaining(['events.jsonl', 'log.txt', 'summary.md', 'checkpoint']));
    for (const [where, text] of Object.entries(said)) expect(found(text), where).toEqual([]);
    expect(said.host).toContain('[AES_KEY]');
    expect(said['log.txt']).toContain('[MINTED_KEY]');
  });

  it('would be found in each of them if the redactor did nothing, so the test above can fail', async () => {
    vi.spyOn(Redactor.prototype, 'redactEvent').mockImplementation((event) => event);
    vi.spyOn(Redactor.prototype, 'redactText').mockImplementation((text) => text);
    for (const [where, text] of Object.entries(await everythingSaid()))
      expect(found(text), where).toEqual(expect.arrayContaining(SIGNS));
  });
});
