/** Which run a `--resume` continues: the last one of this environment, when it is not finished and was the same command. */
import { HubError } from '../errors/hub-error.ts';
import { EXIT } from '../exit-codes.ts';
import { type Checkpoint, readCheckpoint } from './checkpoint.ts';

export function resumable(stateDir: string, command: string): Checkpoint {
  const last = readCheckpoint(stateDir);
  if (last?.open && last.command === command) return last;
  const cause =
    last === undefined
      ? 'no run was started here yet'
      : last.open
        ? `the unfinished run ${last.run} was "${last.command}", not "${command}"`
        : `the last run, ${last.run}, finished`;
  throw new HubError({
    code: 'nothing-to-resume',
    who: 'operator',
    what: 'there is nothing to resume',
    cause,
    next: [last?.open ? `flip-hub ${last.command} --resume` : `flip-hub ${command}`],
    exit: EXIT.usage,
  });
}
