/**
 * What it means that the operator's key is, or is not, the one that EC2 knows under the hub's names. Pure.
 * A difference is no defect of the machine: it says that somebody else deployed, and would be locked out.
 */
import { type CloudKeyPair, readPublicKey, type Sameness, sameKey } from './public-key.ts';

/** Names of the hub's key pairs: of the bastion, and of the cloud trust. */
export const KEY_PAIR_NAMES: readonly string[] = ['flip-keypair', 'host-aws'];

export interface KeyPairFinding {
  name: string;
  sameness: Sameness;
  /** One line. */
  words: string;
}

/** One finding a pair that is in EC2; none on a first deployment. */
export function compareKeyPairs(publicKey: string, cloud: readonly CloudKeyPair[]): KeyPairFinding[] {
  const own = readPublicKey(publicKey);
  return cloud.map((pair) => {
    const sameness = own === undefined ? 'cannot tell' : sameKey(own, pair);
    return { name: pair.name, sameness, words: WORDS[sameness](pair.name) };
  });
}

const WORDS: Record<Sameness, (name: string) => string> = {
  same: (name) => `EC2 knows this key as ${name}`,
  different: (name) => `EC2 knows another key as ${name}: another operator's, or an older one of yours`,
  'cannot tell': (name) => `whether ${name} in EC2 is this key cannot be told from its fingerprint`,
};

/** What follows from a difference, and what to do instead of applying. */
export const WHAT_A_DIFFERENCE_MEANS =
  'applying with this key replaces that pair and the hosts made with it: whoever holds the other key is locked out';
export const INSTEAD: readonly string[] = [
  'copy ~/.ssh/host-aws and ~/.ssh/host-aws.pub from the operator who deployed',
  'only if nobody needs the other key: go on, and read the plan for what it replaces',
];
