/** This machine's disk and clock. */
import type { Check } from '../check.ts';

const GIB = 1024 ** 3;
/** Terraform's provider alone is three quarters of a gigabyte. */
const NEEDED_BYTES = 3 * GIB;
/** AWS refuses a signature that is five minutes off. */
const WARN_SKEW_S = 60;
const FAIL_SKEW_S = 290;

export const diskCheck: Check = {
  id: 'disk',
  title: 'disk space',
  needed: '≥ 3 GiB free',
  neededBy: ['init', 'apply'],
  boundMs: 5_000,
  async look(ctx) {
    const folder = ctx.workspace ?? ctx.home;
    const free = ctx.freeBytes(folder);
    const found = `${(free / GIB).toFixed(1)} GiB free`;
    return free >= NEEDED_BYTES
      ? { verdict: 'ok', found }
      : {
          verdict: 'fail',
          found,
          why: `on the disk of ${folder}`,
          fix: [`make room: df -h ${folder}    shows what is full`],
        };
  },
};

export const clockCheck: Check = {
  id: 'clock',
  title: "clock against AWS's",
  needed: 'within a minute',
  neededBy: ['aws-login'],
  boundMs: 10_000,
  async look(ctx) {
    const region = ctx.environments.map((e) => e.reading?.values.text('AWS_REGION')).find(Boolean) ?? 'us-east-1';
    const { server, sent, received } = await ctx.serverTime(`https://sts.${region}.amazonaws.com/`);
    // The answer was made somewhere between; the middle is wrong by half the way at most.
    const here = (sent.getTime() + received.getTime()) / 2;
    const seconds = Math.round((here - server.getTime()) / 1000);
    const found = Math.abs(seconds) < 2 ? 'in step' : `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`;
    if (Math.abs(seconds) < WARN_SKEW_S) return { verdict: 'ok', found };
    return {
      verdict: Math.abs(seconds) < FAIL_SKEW_S ? 'warn' : 'fail',
      found,
      why: 'AWS refuses signatures that are five minutes off',
      fix: [
        ctx.os === 'macos'
          ? 'switch on "Set time automatically"'
          : { command: 'sudo timedatectl set-ntp true', root: true },
      ],
    };
  },
};
