/** Builds what a phase gets to touch of its run; every call of a phase to the outside world of events goes through here. */
import type { EventBody } from '../events/types.ts';
import type { Evidence, HeldTool, PhaseContext } from '../graph/phase.ts';
import type { Host } from '../port.ts';
import type { Secret } from '../secret.ts';
import type { HeldTools } from './held-tools.ts';
import type { QuestionDesk } from './questions.ts';

export interface ContextParts<S> {
  phase: string;
  environment: string;
  services: S;
  rehearsal: boolean;
  resuming: boolean;
  signal: AbortSignal;
  dir: string;
  memo: Map<string, unknown>;
  emit: (body: EventBody) => void;
  lines: PhaseContext<S>['lines'];
  register: (secret: Secret) => void;
  evidence: (phase: string) => Evidence | undefined;
  /** Who hears keys, by phase. */
  keys: Map<string, (key: string) => void>;
  desk: QuestionDesk;
  held: HeldTools;
  /** The host's terminal, where it has one. */
  lend: () => Host['pane'];
  /** Proves the run lock; throws exit 6. */
  fence: () => Promise<void>;
}

export function createPhaseContext<S>(parts: ContextParts<S>): PhaseContext<S> {
  const { phase, emit, desk, held } = parts;
  return {
    phase,
    environment: parts.environment,
    services: parts.services,
    rehearsal: parts.rehearsal,
    resuming: parts.resuming,
    signal: parts.signal,
    dir: parts.dir,
    memo: parts.memo,
    emit,
    log: (line, stream = 'note') => emit({ type: 'log', phase, stream, line }),
    lines: parts.lines,
    warn: (code, what) => emit({ type: 'warning', phase, code, what }),
    secret: (secret) => {
      parts.register(secret);
      return secret;
    },
    evidence: parts.evidence,
    onKey: (hear) => {
      parts.keys.set(phase, hear);
      return () => void parts.keys.delete(phase);
    },
    confirm: (question) => desk.ask({ ...question, phase }),
    pane: (request) => {
      const lend = parts.lend();
      if (lend) emit({ type: 'tool', phase, argv: request.title.split(' ') });
      return desk.pane(request, lend);
    },
    fence: parts.fence,
    hold: async (tool: HeldTool) => {
      await parts.fence();
      return held.run(tool, (argv, pid) => emit({ type: 'tool', phase, argv, ...(pid === undefined ? {} : { pid }) }));
    },
    follow: async (name, ears) => {
      await parts.fence();
      return held.follow(name, ears);
    },
    held: (name) => held.state(name),
  };
}
