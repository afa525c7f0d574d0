/**
 * The child of the flood: a million lines of a hundred bytes as fast as they are taken, one in a thousand with a secret.
 * Run as a program it prints them; imported it says what it will print.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const LINES = 1_000_000;
const BYTES = 100;
const SECRETS = 24;
const BLOCK = 1000;

export const FLOOD_PROGRAM = fileURLToPath(import.meta.url);

export const floodSecrets = (): string[] =>
  Array.from({ length: SECRETS }, (_, i) => createHash('sha256').update(`flood ${i}`).digest('base64'));

/** Every block but for its last line, which holds one of the secrets. */
function block(secret: string): string {
  const line = 'module.compute.aws_ecs_service.flip_api: Still creating... [elapsed 1m10s] '.padEnd(BYTES - 1, '.');
  const last = `the value is ${secret} `.padEnd(BYTES - 1, '.');
  return `${`${line}\n`.repeat(BLOCK - 1)}${last}\n`;
}

async function print(): Promise<void> {
  const blocks = floodSecrets().map(block);
  for (let i = 0; i < LINES / BLOCK; i += 1)
    if (!process.stdout.write(blocks[i % blocks.length] ?? '')) await once(process.stdout, 'drain');
}

if (process.argv[1] === FLOOD_PROGRAM) await print();
