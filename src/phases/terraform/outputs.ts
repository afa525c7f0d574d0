/** Terraform's outputs, by name: what the steps after an apply read. */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { outputArgv } from '../../tools/terraform/index.ts';
import type { HubContext } from '../services.ts';
import { childJson } from './child-json.ts';
import { openSession } from './session.ts';

/** Outputs that are text and not empty; the others are left out. */
export async function terraformOutputs(ctx: HubContext): Promise<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(await outputValues(ctx)).flatMap(([name, value]) =>
      typeof value === 'string' && value !== '' ? [[name, value]] : [],
    ),
  );
}

/** Outputs in whatever form they have. */
export async function outputValues(ctx: HubContext): Promise<Record<string, unknown>> {
  const session = await openSession(ctx);
  const { stdout } = await session.run(outputArgv(), 'output');
  const found = childJson<Record<string, { value?: unknown }>>(stdout, 'terraform output -json');
  return Object.fromEntries(Object.entries(found).map(([name, { value }]) => [name, value]));
}

/** One of them that must be there. Throws exit 4 when it is not, or has another form than `is` says. */
export function requiredOutput<T>(
  ctx: HubContext,
  values: Record<string, unknown>,
  name: string,
  is: (value: unknown) => value is T,
): T {
  const value = values[name];
  if (is(value)) return value;
  throw new HubError({
    code: 'terraform-failed',
    who: 'operator',
    what: `Terraform has no output ${name} for ${ctx.environment}`,
    cause: 'the infrastructure was never applied, or only in part',
    next: [`flip-hub apply --env ${ctx.environment}`],
    exit: EXIT.precondition,
  });
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
export const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every(isText);
export const isTextByName = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText);
