/**
 * What a rehearsal leaves running: nothing after a success, else a running stand-in and three lines with which the real `aws`
 * and `terraform` look at it. The variables lie in a file of the workspace, because they would fill a screen.
 */
import { join } from 'node:path';
import type { EnvironmentName } from '../../engine/environments.ts';
import { writeFileAtomic } from '../../engine/run/atomic-file.ts';
import { type StandIn, threeLines } from '../../rehearsal/index.ts';

export interface LeftRehearsal {
  dir: string;
  env: EnvironmentName;
  standIn: StandIn;
  /** The run's copy of the root. */
  root: string;
  /** Terraform's variables and switches; secrets of the rehearsal among them. */
  terraform: Record<string, string>;
}

/** Writes the file of variables and answers the three lines that use it. */
export function leaveReachable(left: LeftRehearsal): string[] {
  const file = join(left.dir, '.flip-hub', left.env, 'rehearsal.env');
  const own = Object.entries(left.terraform).map(([name, value]) => `export ${name}=${quoted(value)}`);
  writeFileAtomic(file, `${[...threeLines(left.standIn, left, left.env), ...own].join('\n')}\n`);
  return [
    `. ${quoted(file)}`,
    'aws ecs list-services --cluster flip-cluster',
    `terraform -chdir=${quoted(left.root)} plan`,
  ];
}

const quoted = (value: string) => (/^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`);
