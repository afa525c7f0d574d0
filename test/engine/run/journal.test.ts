import fs, { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HubError } from '../../../src/engine/errors/hub-error.ts';
import type { EventBody, HubEvent } from '../../../src/engine/events/types.ts';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import { Journal, readJournal } from '../../../src/engine/run/journal.ts';
import { ownFolder } from './own-folder.ts';

vi.mock('node:fs', { spy: true });
afterEach(() => {
  vi.mocked(fs.fsyncSync).mockClear();
});

let seq = 0;
const event = (body: EventBody) =>
  ({ v: 1, seq: seq++, time: '2026-01-01T00:00:00.000Z', run: 'r', ...body }) as HubEvent;
const started = (phase: string) => event({ type: 'phase-started', phase });
const log = (line: string) => event({ type: 'log', phase: 'apply', stream: 'stdout', line });

describe('the journal', () => {
  it('gives back what was written, in order, so that a resume sees all of it', () => {
    const path = join(ownFolder(), 'events.jsonl');
    const journal = new Journal(path);
    const events = [started('init'), started('plan'), started('apply')];
    for (const one of events) journal.write(one);
    journal.close();
    expect(readJournal(path)).toEqual(events);
  });

  it('holds no log lines: they would drown what happened', () => {
    const path = join(ownFolder(), 'events.jsonl');
    const journal = new Journal(path);
    journal.write(log('Refreshing state…'));
    journal.write(started('apply'));
    journal.close();
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(1);
  });

  it('drops a last line that a power cut tore, and goes on after the last whole one', () => {
    const path = join(ownFolder(), 'events.jsonl');
    const before = new Journal(path);
    const whole = started('plän');
    before.write(whole);
    before.close();
    appendFileSync(path, '{"v":1,"seq":9,"type":"phase-star');
    expect(readJournal(path)).toEqual([whole]);
    const after = new Journal(path);
    const next = started('apply');
    after.write(next);
    after.close();
    expect(readJournal(path)).toEqual([whole, next]);
  });

  it('drops a last line torn within a character, too', () => {
    const path = join(ownFolder(), 'events.jsonl');
    writeFileSync(path, Buffer.concat([Buffer.from('{"v":1}\n{"what":"'), Buffer.from('ü').subarray(0, 1)]));
    new Journal(path).close();
    expect(readFileSync(path, 'utf8')).toBe('{"v":1}\n');
  });

  it('a journal that is nothing but a torn line starts anew', () => {
    const path = join(ownFolder(), 'events.jsonl');
    writeFileSync(path, '{"v":');
    new Journal(path).close();
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it('a missing journal is no events; one that cannot be read is an error, not an empty history', () => {
    const dir = ownFolder();
    expect(readJournal(join(dir, 'none.jsonl'))).toEqual([]);
    expect(() => readJournal(dir)).toThrow(HubError);
  });

  it('is readable by its owner only', () => {
    const path = join(ownFolder(), 'events.jsonl');
    new Journal(path).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each<EventBody>([
    { type: 'run-started', command: 'deploy', version: '1' },
    { type: 'phase-started', phase: 'apply' },
    { type: 'phase-finished', phase: 'apply', outcome: 'done', ms: 1, evidence: {} },
    { type: 'plan', phase: 'plan', hash: 'h', add: 0, change: 0, destroy: 0, import: 0, forget: 0, warnings: [] },
    { type: 'confirmation', phase: 'apply', level: 'severe', subject: 's', answer: 'yes', by: 'operator' },
    { type: 'error', phase: 'apply', code: 'bug', what: 'w', next: [] },
    { type: 'run-finished', outcome: 'done', exit: 0, ms: 1 },
  ])('$type is on the disk itself before the run goes on: a power cut must not lose it', (body) => {
    const journal = new Journal(join(ownFolder(), 'events.jsonl'));
    journal.write(event(body));
    expect(fs.fsyncSync).toHaveBeenCalledTimes(1);
    journal.close();
  });

  it('a flood of resource lines does not wait for the disk at each', () => {
    const journal = new Journal(join(ownFolder(), 'events.jsonl'));
    for (let i = 0; i < 100; i += 1)
      journal.write(event({ type: 'resource', phase: 'apply', address: `a.b[${i}]`, action: 'create', state: 'done' }));
    expect(fs.fsyncSync).not.toHaveBeenCalled();
    journal.close();
  });

  it('a folder that is not there is a precondition in words, not a stack', () => {
    const path = join(ownFolder(), 'gone', 'events.jsonl');
    try {
      new Journal(path);
      expect.unreachable();
    } catch (error) {
      expect((error as HubError).fields).toMatchObject({ code: 'file-unwritable', exit: EXIT.precondition });
      expect((error as HubError).fields.what).toContain(path);
    }
  });
});
