import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ownIdentity } from '../../src/engine/process/identity.ts';
import { endLeftSessions, leftSessions, openSessionRecord } from '../../src/forwards/session-record.ts';
import { ownFolder } from '../engine/run/own-folder.ts';

/** What a process that is gone wrote. */
function left(dir: string, name: string, lines: string): void {
  mkdirSync(join(dir, 'sessions'), { recursive: true });
  const gone = { ...ownIdentity(), started: 'long ago' };
  writeFileSync(join(dir, 'sessions', name), `${JSON.stringify({ by: gone })}\n${lines}`);
}

it('a session of a process that lives is nobody else’s to end', () => {
  const dir = ownFolder();
  const record = openSessionRecord(dir);
  record.started('mine');
  expect(leftSessions(dir)).toEqual([]);
  record.ended('mine');
  record.close();
  expect(readdirSync(join(dir, 'sessions'))).toEqual([]);
});

it('what a killed process left is found, also when its last line was cut, and forgotten only once it is ended', async () => {
  const dir = ownFolder();
  left(dir, '1-a.jsonl', '{"started":"s-1"}\n{"started":"s-2"}\n{"ended":"s-1"}\n{"sta');
  left(dir, '2-b.jsonl', '{"started":"s-3"}\n');
  appendFileSync(join(dir, 'sessions', '2-b.jsonl'), '\n');
  const found = leftSessions(dir);
  expect(found.map(({ ids }) => ids)).toEqual([['s-2'], ['s-3']]);
  const first = await endLeftSessions(found, async (id) => {
    if (id === 's-3') throw new Error('no network');
  });
  expect(first).toEqual({ ended: ['s-2'], failed: [{ id: 's-3', why: 'no network' }] });
  expect(leftSessions(dir).map(({ ids }) => ids)).toEqual([['s-3']]);
  await endLeftSessions(leftSessions(dir), async () => {});
  expect(leftSessions(dir)).toEqual([]);
});
