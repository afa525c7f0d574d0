/** Whether names of buckets are free, each looked up once. */
import type { BucketName } from '../../aws/bucket-name.ts';
import type { FormNote } from '../../engine/form-port.ts';
import type { SetupLooks } from './looks.ts';
import { bucketNote } from './notes.ts';

export class BucketLooks {
  readonly #looks: Pick<SetupLooks, 'bucket'>;
  readonly #changed: () => void;
  readonly #found = new Map<string, BucketName | 'asked'>();

  constructor(looks: Pick<SetupLooks, 'bucket'>, changed: () => void) {
    this.#looks = looks;
    this.#changed = changed;
  }

  look(names: readonly string[], region: string): void {
    for (const name of names) {
      if (name === '' || this.#found.has(name)) continue;
      this.#found.set(name, 'asked');
      void this.#looks.bucket(name, region).then((found) => {
        this.#found.set(name, found);
        this.#changed();
      });
    }
  }

  note(name: string): FormNote | undefined {
    const found = this.#found.get(name);
    return found === undefined ? undefined : bucketNote(found === 'asked' ? undefined : found);
  }
}

/** For whoever sees no page: names that are taken, and those that could not be looked up. Side by side, each with its bound. */
export async function bucketLines(
  looks: Pick<SetupLooks, 'bucket'>,
  names: readonly string[],
  region: string,
): Promise<string[]> {
  const found = await Promise.all(names.map(async (name) => ({ name, is: await looks.bucket(name, region) })));
  const named = (is: BucketName): string => found.flatMap((one) => (one.is === is ? [one.name] : [])).join(', ');
  const [taken, unseen] = [named('exists'), named('unknown')];
  return [
    ...(taken === '' ? [] : [`a bucket of this name exists, which is right only if it is yours: ${taken}`]),
    ...(unseen === '' ? [] : [`whether these names of buckets are free could not be looked up: ${unseen}`]),
  ];
}
