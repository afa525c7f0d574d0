/** The shape of one proof of a patch. */
import type { AwsClient } from '../support/aws-client.ts';

export interface Proof {
  /** What an operator would lose without the patch, to follow "an operator loses". */
  loses: string;
  /** Rejects when the answers are wrong. */
  prove(aws: AwsClient): Promise<void>;
}
