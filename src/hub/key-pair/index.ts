/** The operator's SSH key pair: making it, and comparing it with EC2's. */
export { compareKeyPairs, INSTEAD, KEY_PAIR_NAMES, type KeyPairFinding, WHAT_A_DIFFERENCE_MEANS } from './compare.ts';
export { ensureKeyPair, keyPairFile } from './make.ts';
export { type CloudKeyPair, readPublicKey, sha256Fingerprint } from './public-key.ts';
