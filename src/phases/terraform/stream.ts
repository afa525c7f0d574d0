/**
 * A held Terraform command whose JSON stream becomes events as it runs. Errors are collected and thrown as one at the
 * end, so that each is drawn once and the first decides the exit code.
 */
import { recognise } from '../../engine/errors/catalogue/index.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import type { EventBody } from '../../engine/events/types.ts';
import type { WholeLines } from '../../engine/events/whole-lines.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import type { HeldExit } from '../../engine/holder/record.ts';
import {
  errorOfDiagnostic,
  parseTfLine,
  type TfTranslator,
  toHubEvents,
  withPlainTogether,
} from '../../tools/terraform/index.ts';
import type { HubContext } from '../services.ts';
import { PlainWords } from './plain-words.ts';
import type { TerraformSession } from './session.ts';

export interface Streamed {
  exit: HeldExit;
  translator: TfTranslator;
}

export interface StreamOptions {
  /** Name under which the tool is held: `plan`, `apply`. */
  name: string;
  args: string[];
  session: TerraformSession;
  /** Operations an apply will do, from its plan. */
  total?: number;
  /** Exit codes that are no failure: 2 is "there are changes" for a plan. */
  accept: readonly number[];
  /** Follow what is already held (or ended unread) instead of starting. */
  attach?: boolean;
}

/** Runs or follows a Terraform command to its end. Throws the first error it reported; an interrupt becomes exit 130. */
export async function streamTerraform(ctx: HubContext, options: StreamOptions): Promise<Streamed> {
  const { session } = options;
  const translator = toHubEvents(ctx.phase, {
    env: ctx.environment,
    rehearsal: ctx.rehearsal,
    ...(options.total === undefined ? {} : { total: options.total }),
  });
  const errors: EventBody[] = [];
  const emit = (bodies: EventBody[]) => {
    for (const body of bodies) {
      if (body.type === 'error') errors.push(body);
      else ctx.emit(body);
    }
  };
  const plain = new PlainWords();
  const onLines = (stream: 'stdout' | 'stderr', said: WholeLines) =>
    withPlainTogether(said, {
      plain: (lines) => {
        plain.take(lines);
        ctx.lines(stream, lines);
      },
      json: (line) => {
        if (stream === 'stderr') ctx.log(line, 'stderr');
        else emit(translator.push(parseTfLine(line)));
      },
    });
  const exit = options.attach
    ? await ctx.follow(options.name, { onLines })
    : await ctx.hold({
        name: options.name,
        file: session.binary.path,
        args: options.args,
        cwd: session.root,
        env: session.environment,
        onLines,
      });
  emit(translator.end());
  if (exit.streamsLost !== undefined)
    ctx.warn('log-incomplete', `what terraform ${options.name} said is incomplete: ${exit.streamsLost}`);
  if (exit.exit !== null && options.accept.includes(exit.exit)) return { exit, translator };
  if (ctx.signal.aborted) throw interruptedTool(options.name, exit);
  for (const body of errors.slice(1)) ctx.emit(body);
  throw failureOf(ctx, options.name, exit, translator, plain.kept);
}

function failureOf(
  ctx: HubContext,
  name: string,
  exit: HeldExit,
  translator: TfTranslator,
  unparsed: string[],
): HubError {
  const toolExit = exit.exit === null ? {} : { toolExit: exit.exit };
  const first = translator.diagnostics.find((d) => d.severity === 'error');
  if (first) return errorOfDiagnostic(first, { env: ctx.environment, rehearsal: ctx.rehearsal, ...toolExit });
  // A crash, or an error before the JSON stream began: the catalogue reads the plain text.
  const detail = [...unparsed.slice(0, 40), exit.streamsLost ?? ''].filter((line) => line !== '').join('\n');
  const told = { env: ctx.environment, rehearsal: ctx.rehearsal };
  if (exit.signal !== null && recognise(detail, { tool: 'terraform', ...told }) === undefined)
    return killedTool(ctx, name, exit.signal);
  const reason = unparsed.find((line) => line.includes('Error')) ?? unparsed.find((line) => !/^[{╷╵│\s]/.test(line));
  return errorOfDiagnostic(
    {
      severity: 'error',
      summary:
        exit.failedToStart ??
        reason?.replace(/^[│\s]*(?:Error:\s*)?/, '') ??
        `terraform ${name} ended with ${exit.exit ?? exit.signal} and gave no reason`,
      detail,
    },
    { ...told, ...toolExit },
  );
}

/** Nobody here asked for it, so the machine or another person did; what it had in hand is not in the state. */
function killedTool(ctx: HubContext, name: string, signal: string): HubError {
  const again = ctx.rehearsal ? 'flip-hub rehearse deploy --resume' : `run the same command with --resume`;
  return new HubError({
    code: 'tool-failed',
    who: 'environment',
    what: `terraform ${name} was ended by ${signal}`,
    cause:
      "the machine may have run out of memory, or somebody stopped it; what it was doing may not be in the state, and Terraform's lock may still be there",
    next: ['free -m    (Terraform and its AWS provider need about 1 GB)', again],
    tool: 'terraform',
  });
}

function interruptedTool(name: string, exit: HeldExit): HubError {
  return new HubError({
    code: 'interrupted',
    who: 'operator',
    what: `terraform ${name} was stopped`,
    cause:
      exit.signal === null
        ? 'it wrote its state and released its lock'
        : `it was killed by ${exit.signal}: its lock may still be there`,
    next: ['run the same command with --resume to continue'],
    exit: EXIT.interrupted,
    tool: 'terraform',
  });
}
