/** What Terraform printed as JSON, parsed; text that is not JSON is Terraform's failure and never a bug of ours. */
import { HubError } from '../../engine/errors/hub-error.ts';

/** `command` as a person would type it, e.g. `terraform show -json`. Throws `terraform-failed` (exit 1). */
export function childJson<T>(text: string, command: string): T {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as T;
  } catch (cause) {
    throw notJson(command, text, cause);
  }
  throw notJson(command, text);
}

function notJson(command: string, text: string, cause?: unknown): HubError {
  return new HubError(
    {
      code: 'terraform-failed',
      who: 'tool',
      what: `${command} printed something that is not JSON`,
      cause:
        text.trim() === ''
          ? 'it printed nothing'
          : 'its output was cut off, or something stands between us and Terraform',
      next: ['run the same command again', 'check that the terraform on PATH is the real one: terraform version'],
      tool: 'terraform',
    },
    { cause },
  );
}
