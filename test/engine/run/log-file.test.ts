import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EventBody, HubEvent } from '../../../src/engine/events/types.ts';
import { WholeLines } from '../../../src/engine/events/whole-lines.ts';
import { earlierLogParts, LogFile } from '../../../src/engine/run/log-file.ts';
import { ownFolder } from './own-folder.ts';

const event = (body: EventBody) => ({ v: 1, seq: 0, time: '2026-01-01T09:08:07.006Z', run: 'r', ...body }) as HubEvent;
const line = (text: string) => event({ type: 'log', phase: 'apply', stream: 'stdout', line: text });

describe('log.txt', () => {
  it('has every line a tool printed, with its time and phase: nothing is only on the screen', async () => {
    const log = new LogFile(join(ownFolder(), 'log.txt'));
    log.write(line('aws_vpc.main: Creating...'));
    log.write(event({ type: 'phase-started', phase: 'apply' }));
    await log.close();
    expect(readFileSync(log.path, 'utf8').split('\n')).toEqual([
      '09:08:07.006 apply  aws_vpc.main: Creating...',
      '09:08:07.006 apply  apply: started',
      '',
    ]);
  });

  it('goes on where an earlier process of the run stopped', async () => {
    const path = join(ownFolder(), 'log.txt');
    for (const text of ['before the kill', 'after it']) {
      const log = new LogFile(path);
      log.write(line(text));
      await log.close();
    }
    expect(readFileSync(path, 'utf8')).toMatch(/before the kill\n.*after it\n/);
  });

  it('keeps what is said while the disk takes the rest', async () => {
    const log = new LogFile(join(ownFolder(), 'log.txt'));
    log.write(line('the last but one'));
    const closed = log.close();
    log.write(line('Ctrl-C at the very end'));
    await closed;
    expect(readFileSync(log.path, 'utf8')).toMatch(/the last but one\n.*Ctrl-C at the very end\n$/);
  });

  it('keeps a hundred thousand lines whole and in order', async () => {
    const log = new LogFile(join(ownFolder(), 'log.txt'));
    for (let i = 0; i < 100_000; i += 1) log.write(line(`line ${i}`));
    await log.close();
    const lines = readFileSync(log.path, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(100_000);
    expect(lines.every((text, i) => text.endsWith(` line ${i}`))).toBe(true);
  });

  it('that grows too large goes on in a new file and says so in both: no line is lost, none twice, none cut', async () => {
    const parts: string[] = [];
    const path = join(ownFolder(), 'log.txt');
    // The second half by another process of the run: a resume.
    for (const half of [0, 1]) {
      const log = new LogFile(path, { partBytes: 100_000, onPart: (name) => parts.push(name) });
      for (let i = half * 5000; i < (half + 1) * 5000; i += 100) {
        const text = Array.from({ length: 100 }, (_, n) => `line ${i + n} ${'é'.repeat(40)}\n`).join('');
        log.lines({
          run: 'r',
          phase: 'apply',
          stream: 'stderr',
          time: '2026-01-01T09:08:07.006Z',
          seq: i,
          lines: WholeLines.of(text),
        });
      }
      await log.close();
    }
    const dir = dirname(path);
    expect(parts.length).toBeGreaterThan(5);
    expect(earlierLogParts(dir)).toEqual(parts);
    const texts = [...parts, 'log.txt'].map((name) => readFileSync(join(dir, name), 'utf8'));
    for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThan(200_000);
    const all = texts
      .join('')
      .split('\n')
      .filter((text) => text.includes(' apply  '));
    expect(all).toHaveLength(10_000);
    expect(all.every((text, i) => text.startsWith(`09:08:07.006 apply  line ${i} é`))).toBe(true);
    expect(texts[0]).toMatch(/goes on in the next part.*\n$/);
    expect(texts[1]).toMatch(/^\(this goes on from log\.1\.txt\)\n/);
    expect(readdirSync(dir)).toContain('log.txt');
  });

  it('a disk that is full is remembered for the end of the run and stops nothing', async () => {
    const log = new LogFile('/dev/full');
    log.write(line('lost'));
    log.flush();
    expect(log.broken?.message).toContain('the disk is full');
    log.write(line('lost too'));
    await expect(log.close()).resolves.toBeUndefined();
  });
});
