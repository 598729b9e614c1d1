/** Stands in `explain` for a value that only v2's answer contains. It always prints as `{step.field}`. */
export class UnknownValue {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  at(key: string): UnknownValue {
    return new UnknownValue(`${this.#text}.${key}`);
  }

  toString(): string {
    return `{${this.#text}}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Whether the value contains an unknown value. Functions cannot run on it then. */
export function holdsUnknown(value: unknown): boolean {
  if (value instanceof UnknownValue) return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsUnknown);
}
