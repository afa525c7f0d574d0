/** Recorded output of real Terraform runs, by file name. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TfMessage } from '../../../src/tools/terraform/message.ts';
import { LineSplitter, parseTfLine } from '../../../src/tools/terraform/stream.ts';

export const fixtureText = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url)), 'utf8');

export function fixtureMessages(name: string): TfMessage[] {
  const splitter = new LineSplitter();
  return [...splitter.push(fixtureText(name)), ...splitter.end()].map(parseTfLine);
}
