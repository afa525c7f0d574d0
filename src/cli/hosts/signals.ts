/**
 * SIGINT, SIGTERM and SIGHUP (a dropped connection) act as Ctrl-C: the first stops safely, later ones escalate. Repeated
 * SIGTERM and SIGHUP never do: supervisors send them more than once. Remembers a SIGTERM for the exit code.
 */
import type { InterruptStep, RunControl } from '../../engine/port.ts';

let terminated = false;

/** True once SIGTERM came: an interrupted run then ends with 143 instead of 130. */
export const wasTerminated = (): boolean => terminated;

/** Notes SIGTERM; what it does is the host's business. */
export function noteTermination(): void {
  process.once('SIGTERM', () => {
    terminated = true;
  });
}

/** For hosts without a screen: what an interrupt did is told in words. */
export function wireSignals(control: RunControl, tell: (step: InterruptStep) => void): () => void {
  let gentle = false;
  const onInterrupt = () => {
    gentle = true;
    tell(control.interrupt());
  };
  const onOther = () => {
    if (!gentle) onInterrupt();
  };
  process.on('SIGINT', onInterrupt).on('SIGTERM', onOther).on('SIGHUP', onOther);
  return () => process.off('SIGINT', onInterrupt).off('SIGTERM', onOther).off('SIGHUP', onOther);
}
