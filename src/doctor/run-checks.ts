/**
 * Looks at everything side by side: as slow as the slowest look, and no look longer than its bound. A look that throws
 * is an unknown with its reason, never an end of the others.
 */
import type { Check, DoctorContext, Finding, Fix } from './check.ts';

export interface Checked extends Finding {
  check: Check;
}

/** Calls `done` for each as it ends; resolves with all of them in the order of the table. */
export async function runChecks(
  checks: readonly Check[],
  ctx: DoctorContext,
  done: (checked: Checked) => void,
): Promise<Checked[]> {
  const concerned = checks.filter((check) => check.concerns?.(ctx) !== false);
  return Promise.all(
    concerned.map(async (check): Promise<Checked> => {
      const checked = { ...graded(check, await bounded(check, ctx)), check };
      done(checked);
      return checked;
    }),
  );
}

/** What nobody needs is worth a note, not a refusal. */
const graded = (check: Check, finding: Finding): Finding =>
  finding.verdict === 'fail' && check.neededBy.length === 0 ? { ...finding, verdict: 'warn' } : finding;

async function bounded(check: Check, ctx: DoctorContext): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    timer = setTimeout(
      () => resolve({ verdict: 'unknown', found: 'no answer', why: `nothing within ${check.boundMs / 1000} s` }),
      check.boundMs,
    );
  });
  try {
    return await Promise.race([check.look(ctx), late]);
  } catch (error) {
    return { verdict: 'unknown', found: 'not known', why: reasonOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch failed` alone says nothing: the reason is in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

export const fixText = (fix: Fix | string): string => (typeof fix === 'string' ? fix : fix.command);
