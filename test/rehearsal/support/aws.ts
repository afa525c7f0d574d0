/** The real AWS command line, pointed at a stand-in the way an operator points it: by the three printed lines. */
import { spawn } from 'node:child_process';
import { rehearsalEnvironment, type StandIn } from '../../../src/rehearsal/index.ts';
import { collect } from './program.ts';

export type AwsCli = (...args: string[]) => Promise<Record<string, unknown>>;

/** Answers parsed JSON. Throws with what `aws` said when it fails. */
export function awsCli(standIn: StandIn): AwsCli {
  const env = rehearsalEnvironment(standIn, process.env);
  return async (...args) => {
    const { code, stdout, stderr } = await collect(
      spawn('aws', [...args, '--output', 'json'], { env, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    if (code !== 0) throw new Error(`aws ${args.join(' ')} failed: ${stderr}`);
    return stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
  };
}
