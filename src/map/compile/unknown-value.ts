/**
 * Stands in `explain` for what only v2's answer knows. It prints as `{step.field}`, wherever it lands.
 */
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

/** Whether an unknown value stands anywhere in this one: then no function can be run over it. */
export function holdsUnknown(value: unknown): boolean {
  if (value instanceof UnknownValue) return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsUnknown);
}
