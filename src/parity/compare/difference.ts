/**
 * `missing`: only the control has it. `extra`: only the candidate has it. `null-vs-absent` and `absent-vs-null`:
 * the same for a null. `order` and `length` apply to a list as a whole.
 */
export const differenceKinds = [
  'missing',
  'extra',
  'type',
  'value',
  'null-vs-absent',
  'absent-vs-null',
  'number-vs-string',
  'date-format',
  'order',
  'length',
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

export interface Difference {
  /** The place, for people: `[auth0|1].identities[google-oauth2|2].access_token`, `@status`, `@type`, `@link`. */
  readonly path: string;
  /** The path without list items, for rules: `identities.access_token`; `.` is the body or one of its items. */
  readonly field: string;
  readonly kind: DifferenceKind;
  /** Absent if the control has no value there. */
  readonly control?: unknown;
  readonly candidate?: unknown;
}
