/**
 * What a command is given by whoever parsed its words: options, the process around it, and the ways it may draw.
 * Everything is injectable, so that tests need no process; a command never imports a host.
 */
import type { DoctorScreen } from '../engine/doctor-port.ts';
import type { AskForm } from '../engine/form-port.ts';
import type { ForwardScreen } from '../engine/forward-port.ts';
import type { Host, RunControl } from '../engine/port.ts';

/** All options of all commands, as parsed. */
export interface Options {
  env?: string;
  workspace?: string;
  plain?: boolean;
  json?: boolean;
  'screen-reader'?: boolean;
  'no-input'?: boolean;
  yes?: boolean;
  confirm?: string[];
  'plan-hash'?: string;
  'no-color'?: boolean;
  ascii?: boolean;
  verbose?: boolean;
  help?: boolean;
  version?: boolean;
  from?: string;
  to?: string;
  only?: string[];
  skip?: string[];
  resume?: boolean;
  keep?: string;
  'stop-after'?: string;
  faults?: string;
  iam?: string;
  detailed?: boolean;
  drift?: boolean;
  wait?: boolean;
  resend?: boolean;
  'request-production'?: boolean;
  website?: string;
  'use-case'?: string;
  opentofu?: boolean;
  'allow-endpoint-override'?: boolean;
  proxy?: string;
  port?: string[];
  bind?: string;
  transport?: string;
  pool?: string;
  kit?: string;
  deep?: boolean;
  force?: boolean;
  'aes-key'?: boolean;
  'database-password'?: boolean;
  'start-url'?: string;
  'sso-region'?: string;
  region?: string;
  use?: string[];
  fix?: boolean;
  join?: boolean;
  set?: string[];
  step?: string[];
  'no-key-pair'?: boolean;
  account?: string;
  profile?: string;
  domain?: string;
  email?: string;
  registry?: string;
  'image-tag'?: string;
}

export interface Io {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: NodeJS.ProcessEnv;
  cwd: string;
}

/** What a host may want to say at the end that no event carries. */
export interface HostAbout {
  /** What a rehearsal does not prove. */
  notProven?: readonly string[];
}

export interface CommandContext {
  command: string;
  positionals: string[];
  options: Options;
  io: Io;
  version: string;
  /** argv of this program itself, for what must run detached (`__hold`, `__stand-in`). */
  self: readonly [file: string, ...args: string[]];
  /** The folder of the installed package: `terraform/`, `templates/`, `ansible/`. */
  packageDir: string;
  /** Is there a person at a terminal who may be asked? */
  interactive: boolean;
  /** The host these options and this terminal call for. Also wires signals to the run. */
  host: (control: RunControl, about?: HostAbout) => Promise<Host>;
  /** Lines and questions on standard error, for what is said and asked around a screen. */
  questions: Host;
  /** Draws the forward manager; undefined where there is no screen. */
  forwardScreen: ForwardScreen | undefined;
  /** Draws `doctor`; undefined where there is no screen. */
  doctorScreen?: DoctorScreen | undefined;
  /** Asks page after page, on a screen or line by line; undefined where nobody can be asked. */
  askForm?: AskForm | undefined;
  /** True once SIGTERM came. */
  terminated: () => boolean;
}
