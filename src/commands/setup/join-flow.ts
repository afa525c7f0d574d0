/** The one page that `setup --join` asks on: where the environment is on record. Knows neither screen nor terminal. */
import type { Form, FormNote, FormPage } from '../../engine/form-port.ts';
import { schemaOf } from '../../hub/index.ts';
import type { Answers } from './answers.ts';
import { JOIN_KEYS } from './join.ts';
import { errorNote } from './notes.ts';
import { fieldOf } from './pages.ts';

export class JoinFlow<Found> implements Form {
  readonly #answers: Answers;
  readonly #read: () => Promise<Found>;
  readonly #listeners = new Set<() => void>();
  #notes: FormNote[] = [];
  #reading = false;
  #found: Found | undefined;

  /** `read` fetches the record with the answers as they then are; what it throws stays on the page. */
  constructor(answers: Answers, read: () => Promise<Found>) {
    this.#answers = answers;
    this.#read = read;
  }

  get found(): Found | undefined {
    return this.#found;
  }

  heading = (): string => `setup --join · ${this.#answers.environment.name}`;
  place = () => ({ at: 1, of: 1 });
  back = (): boolean => false;
  over = (): boolean => this.#found !== undefined;
  left = (): void => {};

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  page(): FormPage {
    return {
      id: 'join',
      title: 'A deployed environment',
      intro: ['Where is it on record? Everything else is read from there; nothing in AWS is changed.'],
      fields: JOIN_KEYS.flatMap((key) => {
        const row = schemaOf(key);
        return row === undefined ? [] : [fieldOf(row, this.#answers)];
      }),
      notes: this.#notes,
      onward: 'read the record',
    };
  }

  type(id: string, value: string): void {
    this.#notes = [];
    this.#answers.type(id, value);
    this.#tell();
  }

  async onward(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    this.#notes = [{ mark: 'busy', text: 'reading the record' }];
    this.#tell();
    try {
      this.#found = await this.#read();
    } catch (error) {
      this.#notes = [errorNote(error)];
    }
    this.#reading = false;
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
