/** What doctor finds on this machine, asked once and told as it comes. */
import type { Checked } from '../../doctor/run-checks.ts';
import type { Environment } from '../../engine/environments.ts';
import type { FormNote } from '../../engine/form-port.ts';
import type { SetupLooks } from './looks.ts';

export class MachineLook {
  readonly #looks: Pick<SetupLooks, 'machine'>;
  readonly #changed: () => void;
  #state: 'not asked' | 'running' | 'done' = 'not asked';
  #checked: Checked[] = [];
  #failure: FormNote | undefined;

  constructor(looks: Pick<SetupLooks, 'machine'>, changed: () => void) {
    this.#looks = looks;
    this.#changed = changed;
  }

  get checked(): readonly Checked[] {
    return this.#checked;
  }

  get running(): boolean {
    return this.#state !== 'done';
  }

  get failure(): FormNote | undefined {
    return this.#failure;
  }

  begin(environment: Environment): void {
    if (this.#state !== 'not asked') return;
    this.#state = 'running';
    const done = (checked: Checked): void => {
      this.#checked = [...this.#checked, checked];
      this.#changed();
    };
    const over = (): void => {
      this.#state = 'done';
      this.#changed();
    };
    void this.#looks.machine(environment, done).then(over, (error: unknown) => {
      this.#failure = { mark: 'unknown', text: `this machine could not be looked at: ${String(error)}` };
      over();
    });
  }
}
