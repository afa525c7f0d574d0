/**
 * A secret is a type that refuses to print itself. Reading its value is one explicit call that a reviewer can find.
 * Every secret is registered with a redactor where it is read, so that no stream can carry it.
 */
import { inspect } from 'node:util';

export class Secret {
  readonly #value: string;
  /** What it is, for messages: `INTERNAL_SERVICE_KEY`. */
  readonly label: string;

  constructor(value: string, label: string) {
    this.#value = value;
    this.label = label;
  }

  /** The value itself. Only for environments of child processes, AWS request bodies and the redactor. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return `[${this.label}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
