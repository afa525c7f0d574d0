import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../../src/engine/events/log-lines.ts';
import { WholeLines } from '../../../src/engine/events/whole-lines.ts';
import { LineSplitter, parseTfLine, withPlainTogether } from '../../../src/tools/terraform/stream.ts';
import { fixtureMessages, fixtureText } from './fixtures.ts';

describe('lines of the stream', () => {
  it('a character cut in half by a pipe does not become a question mark', () => {
    const bytes = Buffer.from('{"a":"Zürich – ✓"}\r\nnext', 'utf8');
    const splitter = new LineSplitter();
    const lines = [...bytes].flatMap((b) => splitter.push(Uint8Array.of(b)));
    expect([...lines, ...splitter.end()]).toEqual(['{"a":"Zürich – ✓"}', 'next']);
  });

  it('the last line without a line feed is not lost', () => {
    const splitter = new LineSplitter();
    expect(splitter.push('one\ntwo')).toEqual(['one']);
    expect(splitter.end()).toEqual(['two']);
    expect(splitter.end()).toEqual([]);
  });
});

describe('JSON lines among plain ones', () => {
  it('come one by one, what stands between them together, and nothing is lost or moved', () => {
    const line = fc.constantFrom('', '{"a":1}', '{', 'plain', ' {"no":1}', 'ü{', '{"ü":2}\r');
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (lines) => {
        const heard: string[][] = [];
        withPlainTogether(WholeLines.of(`${lines.join('\n')}\n`), {
          plain: (together) => heard.push(linesOf(together)),
          json: (one) => heard.push([`${one}\u0000`]),
        });
        const expected = lines.map((l) => (l.startsWith('{') ? `${l.replace('\r', '')}\u0000` : l));
        expect(heard.flat()).toEqual(expected);
        const together = heard.filter(([first]) => !first?.endsWith('\u0000')).length;
        const runs = lines.filter((l, i) => !l.startsWith('{') && (lines[i - 1] ?? '{').startsWith('{')).length;
        expect(together).toBe(runs);
      }),
      { numRuns: 1000 },
    );
  });

  it('one that was cut off before its line feed comes as it is, once', () => {
    const heard: string[] = [];
    withPlainTogether(new WholeLines(Buffer.from('plain\n{"a":')), {
      plain: ({ text }) => heard.push(text),
      json: (one) => heard.push(one),
    });
    expect(heard).toEqual(['plain\n', '{"a":']);
  });
});

describe('one line', () => {
  it('every recorded kind of event is understood, none falls into "unknown" but test events', () => {
    const unknown = fixtureMessages('every-event.jsonl').filter((m) => m.type === 'unknown' || m.type === 'text');
    expect(unknown.map((m) => (m.type === 'unknown' ? m.name : m.message))).toEqual(
      expect.arrayContaining(['test_abstract', 'test_file', 'test_run', 'test_summary']),
    );
    expect(unknown.every((m) => m.type === 'unknown' && m.name.startsWith('test_'))).toBe(true);
  });

  it.each([
    ['plain text from a wrapper', 'Terraform has crashed'],
    ['JSON cut off in the middle', '{"@level":"info","type":"apply_st'],
    ['JSON that is not an object', '["type"]'],
    ['an empty line', ''],
    ['an object without a type', '{"@message":"x"}'],
  ])('%s is shown as it came instead of stopping the run', (_, line) => {
    expect(parseTfLine(line)).toEqual({ type: 'text', message: line });
  });

  it('a known type whose parts are missing becomes unknown, with its words kept', () => {
    expect(parseTfLine('{"type":"apply_start","@message":"m","hook":7}')).toEqual({
      type: 'unknown',
      name: 'apply_start',
      message: 'm',
    });
  });

  it('no prefix of a real line throws', () => {
    const line = fixtureText('state-lock-error.jsonl').split('\n')[1] ?? '';
    expect(line.length).toBeGreaterThan(1000);
    for (let i = 0; i < line.length; i += 1) expect(parseTfLine(line.slice(0, i)).type).toBe('text');
  });

  it('a value of a sensitive output never enters a message', () => {
    const line =
      '{"type":"outputs","outputs":{"pw":{"sensitive":true,"value":"hunter2"},"url":{"sensitive":false,"value":"u"}}}';
    expect(JSON.stringify(parseTfLine(line))).not.toContain('hunter2');
    expect(parseTfLine(line)).toMatchObject({ outputs: { pw: { sensitive: true }, url: { value: 'u' } } });
  });

  it('the version line of OpenTofu is understood', () => {
    expect(parseTfLine('{"type":"version","tofu":"1.11.0","ui":"1.2"}')).toMatchObject({ version: '1.11.0' });
  });
});
