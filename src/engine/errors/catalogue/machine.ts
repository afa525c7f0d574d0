/** Failures of the machine a tool runs on: disk, memory, ports. */
import { EXIT } from '../../exit-codes.ts';
import { EVERY_TOOL, type KnownFailure } from './types.ts';

const from = EVERY_TOOL;

export const MACHINE_FAILURES: KnownFailure[] = [
  {
    id: 'disk-full',
    patterns: [/no space left on device/i, /\bENOSPC\b/, /Disk quota exceeded/i, /\bEDQUOT\b/],
    from,
    rank: 3,
    what: 'a disk is full',
    cause: "This machine's disk, or on a trust host the root volume: the images need about 100 GB there.",
    next: ['df -h', 'docker system prune   (on the host that is full)', 'flip-hub deploy --env {env} --resume'],
    who: 'environment',
    wide: true,
  },
  {
    id: 'read-only-file-system',
    patterns: [/read-only file system/i, /\bEROFS\b/],
    from,
    rank: 3,
    what: 'a file system is read-only',
    cause: 'The workspace or the temporary folder lies on a medium that cannot be written.',
    next: ['choose another folder with --workspace', 'check TMPDIR'],
    who: 'environment',
    exit: EXIT.precondition,
    wide: true,
  },
  {
    id: 'out-of-memory',
    patterns: [/cannot allocate memory/i, /\bENOMEM\b/, /fatal error: runtime: out of memory/i, /signal: killed/i],
    from,
    rank: 3,
    what: 'a tool was stopped for want of memory',
    cause: "Terraform's AWS provider needs about 1 GB while it runs.",
    next: ['close other programs', 'flip-hub deploy --env {env} --resume'],
    who: 'environment',
    wide: true,
  },
  {
    id: 'port-in-use',
    patterns: [/address already in use/i, /\bEADDRINUSE\b/, /port is already allocated/i],
    from,
    rank: 3,
    what: 'a local port is taken',
    cause: 'Another program, or a forward that was left open, listens there.',
    next: ['ss -ltnp   (shows who)', 'end it, or use another port'],
    who: 'operator',
  },
];
