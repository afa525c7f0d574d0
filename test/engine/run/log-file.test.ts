import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EventBody, HubEvent } from '../../../src/engine/events/types.ts';
import { LogFile } from '../../../src/engine/run/log-file.ts';
import { ownFolder } from './own-folder.ts';

const event = (body: EventBody) => ({ v: 1, seq: 0, time: '2026-01-01T09:08:07.006Z', run: 'r', ...body }) as HubEvent;
const line = (text: string) => event({ type: 'log', phase: 'apply', stream: 'stdout', line: text });

describe('log.txt', () => {
  it('has every line a tool printed, with its time and phase: nothing is only on the screen', () => {
    const log = new LogFile(join(ownFolder(), 'log.txt'));
    log.write(line('aws_vpc.main: Creating...'));
    log.write(event({ type: 'phase-started', phase: 'apply' }));
    log.close();
    expect(readFileSync(log.path, 'utf8').split('\n')).toEqual([
      '09:08:07.006 apply  aws_vpc.main: Creating...',
      '09:08:07.006 apply  apply: started',
      '',
    ]);
  });

  it('goes on where an earlier process of the run stopped', () => {
    const path = join(ownFolder(), 'log.txt');
    for (const text of ['before the kill', 'after it']) {
      const log = new LogFile(path);
      log.write(line(text));
      log.close();
    }
    expect(readFileSync(path, 'utf8')).toMatch(/before the kill\n.*after it\n/);
  });

  it('keeps a hundred thousand lines whole and in order', () => {
    const log = new LogFile(join(ownFolder(), 'log.txt'));
    for (let i = 0; i < 100_000; i += 1) log.write(line(`line ${i}`));
    log.close();
    const lines = readFileSync(log.path, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(100_000);
    expect(lines.every((text, i) => text.endsWith(` line ${i}`))).toBe(true);
  });

  it('a disk that is full is remembered for the end of the run and stops nothing', () => {
    const log = new LogFile('/dev/full');
    log.write(line('lost'));
    log.flush();
    expect(log.broken?.message).toContain('the disk is full');
    log.write(line('lost too'));
    expect(() => log.close()).not.toThrow();
  });
});
