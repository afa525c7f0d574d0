/** Terraform's outputs as text, by name: what the steps after an apply read. */
import { outputArgv } from '../../tools/terraform/index.ts';
import type { HubContext } from '../services.ts';
import { childJson } from './child-json.ts';
import { openSession } from './session.ts';

/** Outputs that are text and not empty; the others are left out. */
export async function terraformOutputs(ctx: HubContext): Promise<Record<string, string>> {
  const session = await openSession(ctx);
  const { stdout } = await session.run(outputArgv(), 'output');
  const found = childJson<Record<string, { value?: unknown }>>(stdout, 'terraform output -json');
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, { value }]) =>
      typeof value === 'string' && value !== '' ? [[name, value]] : [],
    ),
  );
}
