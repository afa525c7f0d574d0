/** What an invariant is, and what its judging answers. */
import type { PlanView } from './plan-view.ts';

export interface Finding {
  /** Address of the resource, or of the module. */
  address: string;
  /** What is wrong with it, in one line. */
  what: string;
}

export interface Invariant {
  /** Named after what it protects. */
  name: string;
  /** What holds, in one sentence. */
  holds: string;
  /** Why it must. */
  why: string;
  /** Only in production. */
  production?: true;
  judge(plan: PlanView): Finding[];
}
