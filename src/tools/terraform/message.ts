/**
 * What one line of Terraform's JSON user interface says, as types. Terraform adds fields and kinds with every version,
 * so every optional part is optional here, and what is not known is `unknown` instead of an error.
 */

export interface TfResource {
  /** Full address, `module.data.aws_db_instance.hub`. */
  addr: string;
  /** Module address, empty for the root. */
  module: string;
  type: string;
  name: string;
}

/** Terraform's own words: create, read, update, replace, delete, move, import, remove, noop … */
export type TfAction = string;

export interface TfChange {
  resource: TfResource;
  action: TfAction;
  reason?: string;
  previous?: TfResource;
  importId?: string;
}

export interface TfDiagnostic {
  severity: 'error' | 'warning';
  summary: string;
  detail: string;
  address?: string;
  file?: string;
  line?: number;
}

export interface TfOutput {
  sensitive: boolean;
  action?: string;
  /** Absent in a plan and for a sensitive output. */
  value?: unknown;
}

interface Base {
  /** Terraform's sentence for people; empty when it gave none. */
  message: string;
  /** Milliseconds since the epoch, when the line carried a time that can be read. */
  at?: number;
}

interface Hook extends Base {
  resource: TfResource;
  action: TfAction;
  /** Value of the resource's id, when Terraform knows it by now. */
  id?: string;
  /** Whole seconds, Terraform's resolution. */
  elapsedSeconds?: number;
}

/** What happens to one resource while a plan is applied (data sources also while planning). */
export type TfApplyMessage = Hook & { type: 'apply_start' | 'apply_progress' | 'apply_complete' | 'apply_errored' };

export type TfMessage =
  | (Base & { type: 'version'; version: string; ui: string })
  | (Base & { type: 'planned_change' | 'resource_drift'; change: TfChange })
  | TfApplyMessage
  | (Hook & { type: 'refresh_start' | 'refresh_complete' })
  | (Hook & { type: 'ephemeral_op_start' | 'ephemeral_op_progress' | 'ephemeral_op_complete' | 'ephemeral_op_errored' })
  | (Base & {
      type: 'provision_start' | 'provision_progress' | 'provision_complete' | 'provision_errored';
      resource: TfResource;
      provisioner: string;
      output: string;
    })
  | (Base & {
      type: 'change_summary';
      operation: string;
      add: number;
      change: number;
      remove: number;
      import: number;
      forget: number;
    })
  | (Base & { type: 'outputs'; outputs: Record<string, TfOutput> })
  | (Base & { type: 'diagnostic'; diagnostic: TfDiagnostic })
  | (Base & { type: 'init_output'; code: string })
  | (Base & { type: 'log'; level: string })
  | (Base & { type: 'unknown'; name: string })
  /** Not JSON, or JSON cut off: the line as it came. */
  | (Base & { type: 'text' });

export type TfMessageType = TfMessage['type'];
