/**
 * One line of Terraform's `-json` output → one TfMessage, and bytes → lines.
 * Never throws: what is malformed, truncated or new comes out as `text` or `unknown` and is still shown.
 */
import { WholeLines } from '../../engine/events/whole-lines.ts';
import { isObject, type JsonObject, numberAt, objectAt, parseJson, textAt } from './json-shape.ts';
import type { TfChange, TfMessage, TfOutput, TfResource } from './message.ts';

/** Cuts a byte stream into lines, across chunks and across split UTF-8 sequences. Lines carry no line ending. */
export class LineSplitter {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #rest = '';

  push(chunk: Uint8Array | string): string[] {
    this.#rest += typeof chunk === 'string' ? chunk : this.#decoder.decode(chunk, { stream: true });
    const lines = this.#rest.split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.map(withoutReturn);
  }

  /** What stood after the last line feed. Call once, when the stream is closed. */
  end(): string[] {
    const rest = this.#rest + this.#decoder.decode();
    this.#rest = '';
    return rest === '' ? [] : [withoutReturn(rest)];
  }
}

/**
 * Lines → JSON lines one by one, and what stands between them together: a trace is millions of lines that nobody needs to
 * look at singly.
 */
export function withPlainTogether(
  { bytes }: WholeLines,
  hear: { plain: (lines: WholeLines) => void; json: (line: string) => void },
): void {
  const plain = (from: number, end: number) => {
    if (from < end) hear.plain(new WholeLines(bytes.subarray(from, end)));
  };
  let plainFrom = 0;
  for (let at = nextJson(bytes, 0); at !== -1; at = nextJson(bytes, plainFrom)) {
    plain(plainFrom, at);
    const found = bytes.indexOf(LINE_FEED, at);
    const end = found === -1 ? bytes.length : found;
    hear.json(withoutReturn(bytes.toString('utf8', at, end)));
    plainFrom = end + 1;
  }
  plain(plainFrom, bytes.length);
}

/** Where the next line that may be JSON begins, from the beginning of a line on. */
function nextJson(bytes: Buffer, from: number): number {
  if (bytes[from] === OPENING) return from;
  const before = bytes.indexOf(OPENED, from);
  return before === -1 ? -1 : before + 1;
}

const LINE_FEED = 10;
const OPENED = Buffer.from('\n{');
const OPENING = OPENED[1];

export function parseTfLine(line: string): TfMessage {
  const json = line.startsWith('{') ? parseJson(line) : undefined;
  if (!isObject(json) || textAt(json, 'type') === '') return { type: 'text', message: line };
  const base = { message: textAt(json, '@message'), ...timeOf(json) };
  const type = textAt(json, 'type');
  return known(type, json, base) ?? { type: 'unknown', name: type, ...base };
}

type Base = { message: string; at?: number };

function known(type: string, json: JsonObject, base: Base): TfMessage | undefined {
  switch (type) {
    case 'version':
      return { type, version: textAt(json, 'terraform') || textAt(json, 'tofu'), ui: textAt(json, 'ui'), ...base };
    case 'planned_change':
    case 'resource_drift': {
      const change = changeOf(objectAt(json, 'change'));
      return change && { type, change, ...base };
    }
    case 'apply_start':
    case 'apply_progress':
    case 'apply_complete':
    case 'apply_errored':
    case 'refresh_start':
    case 'refresh_complete':
    case 'ephemeral_op_start':
    case 'ephemeral_op_progress':
    case 'ephemeral_op_complete':
    case 'ephemeral_op_errored': {
      const hook = hookOf(objectAt(json, 'hook'));
      return hook && { type, ...hook, ...base };
    }
    case 'provision_start':
    case 'provision_progress':
    case 'provision_complete':
    case 'provision_errored': {
      const hook = objectAt(json, 'hook');
      const resource = resourceOf(objectAt(hook, 'resource'));
      if (!resource) return undefined;
      return { type, resource, provisioner: textAt(hook, 'provisioner'), output: textAt(hook, 'output'), ...base };
    }
    case 'change_summary': {
      const c = objectAt(json, 'changes');
      const count = (key: string) => numberAt(c, key) ?? 0;
      return {
        type,
        operation: textAt(c, 'operation'),
        add: count('add'),
        change: count('change'),
        remove: count('remove'),
        import: count('import'),
        forget: count('forget'),
        ...base,
      };
    }
    case 'outputs':
      return { type, outputs: outputsOf(objectAt(json, 'outputs')), ...base };
    case 'diagnostic':
      return { type, diagnostic: diagnosticOf(objectAt(json, 'diagnostic'), base.message), ...base };
    case 'init_output':
      return { type, code: textAt(json, 'message_code'), ...base };
    case 'log':
      return { type, level: textAt(json, '@level'), ...base };
    default:
      return undefined;
  }
}

/** A diagnostic as `-json` streams and `validate -json` carry it. */
export function diagnosticOf(
  json: JsonObject,
  fallback = '',
): Extract<TfMessage, { type: 'diagnostic' }>['diagnostic'] {
  const address = textAt(json, 'address');
  const range = objectAt(json, 'range');
  const line = numberAt(objectAt(range, 'start'), 'line');
  return {
    severity: textAt(json, 'severity') === 'warning' ? 'warning' : 'error',
    summary: textAt(json, 'summary') || fallback,
    detail: textAt(json, 'detail'),
    ...(address === '' ? {} : { address }),
    ...(textAt(range, 'filename') === '' ? {} : { file: textAt(range, 'filename') }),
    ...(line === undefined ? {} : { line }),
  };
}

function hookOf(hook: JsonObject) {
  const resource = resourceOf(objectAt(hook, 'resource'));
  if (!resource) return undefined;
  const elapsedSeconds = numberAt(hook, 'elapsed_seconds');
  const id = textAt(hook, 'id_value');
  return {
    resource,
    action: textAt(hook, 'action'),
    ...(id === '' ? {} : { id }),
    ...(elapsedSeconds === undefined ? {} : { elapsedSeconds }),
  };
}

function changeOf(change: JsonObject): TfChange | undefined {
  const resource = resourceOf(objectAt(change, 'resource'));
  if (!resource) return undefined;
  const previous = resourceOf(objectAt(change, 'previous_resource'));
  const reason = textAt(change, 'reason');
  const importId = textAt(objectAt(change, 'importing'), 'id');
  return {
    resource,
    action: textAt(change, 'action'),
    ...(reason === '' ? {} : { reason }),
    ...(previous === undefined ? {} : { previous }),
    ...(importId === '' ? {} : { importId }),
  };
}

function resourceOf(json: JsonObject): TfResource | undefined {
  const addr = textAt(json, 'addr');
  if (addr === '') return undefined;
  return {
    addr,
    module: textAt(json, 'module'),
    type: textAt(json, 'resource_type'),
    name: textAt(json, 'resource_name'),
  };
}

function outputsOf(json: JsonObject): Record<string, TfOutput> {
  return Object.fromEntries(
    Object.entries(json).map(([name, o]) => {
      const sensitive = isObject(o) && o.sensitive === true;
      const action = textAt(o, 'action');
      const output: TfOutput = { sensitive };
      if (action !== '') output.action = action;
      if (!sensitive && isObject(o) && 'value' in o) output.value = o.value;
      return [name, output];
    }),
  );
}

function timeOf(json: JsonObject): { at?: number } {
  const at = Date.parse(textAt(json, '@timestamp'));
  return Number.isNaN(at) ? {} : { at };
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
