/**
 * What kind of difference it is, from the control's side: `missing` is there in the control only, `extra` in the
 * candidate only, `null-vs-absent` and `absent-vs-null` the same of a null; `order` and `length` are told of a list as a whole.
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
  /** Where it is, for people: `[auth0|1].identities[google-oauth2|2].access_token`, `@status`, `@type`, `@link`. */
  readonly path: string;
  /** The same without the items of lists, for rules: `identities.access_token`; `.` is the body or one of its items. */
  readonly field: string;
  readonly kind: DifferenceKind;
  /** Absent where the control has nothing there. */
  readonly control?: unknown;
  readonly candidate?: unknown;
}
