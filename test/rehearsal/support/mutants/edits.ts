/** What a mutant of the root is, the files it is made of, and the ways to change them. */
import type { Edit } from '../planned-root.ts';

export interface Mutant {
  /** The invariant that must reject it, the resource it must name, and a word of what it must say. */
  invariant: string;
  at: RegExp;
  says?: RegExp;
  edits: Edit[];
}

export const edit = (file: string, from: string | RegExp, to: string): Edit => ({ file, from, to });
export const module = (name: string, file: string) => `modules/${name}/${file}.tf`;

export const RULES = module('network', 'security-groups');
export const rule = (line: string): Edit[] => [edit(RULES, /(\n {6}endpoints_from_vpc = [^\n]*)/, `$1\n      ${line}`)];
export const groupRule = (line: string): Edit[] => [
  edit(RULES, /(\n {6}efs_from_fl_api {2,}= [^\n]*)/, `$1\n      ${line}`),
];
export const added = (file: string, text: string): Edit => edit(file, /$/, `\n${text}\n`);
export const attribute = (file: string, name: string, from: string, to: string): Edit =>
  edit(file, new RegExp(`(\\n\\s*${name}\\s*=) ${from}`), `$1 ${to}`);

export const BASTION = module('access', 'bastion');
export const TRUST = module('access', 'trust');
export const DATABASE = module('data', 'database');
export const PROXY = module('data', 'proxy');
export const BUCKETS = module('persistent', 'buckets');
export const LOG_BUCKETS = module('persistent', 'log-buckets');
export const POOL = module('persistent', 'identity');
export const STATEMENTS = module('compute', 'statements');
export const ENVIRONMENTS = module('compute', 'environments');
