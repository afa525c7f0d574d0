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
