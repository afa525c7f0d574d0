/** The kits of federated learning, as they lie in their bucket. */
export { type KitFingerprints, type KitLack, type KitObject, kitFingerprints, lackingKits } from './judge.ts';
export { type FlBackend, type KitChoice, kitFolder, neededKits } from './layout.ts';
