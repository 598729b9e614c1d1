/**
 * What tells the items of a v1 list apart, and where their order is part of the contract. Data with its sources in
 * the facts of v1: names and rules are what clients look items up by, positions are not.
 */

/** Of these the first that all items have. A log entry has a `user_id` too, but is known by its `_id`. */
const identityKeys: readonly (readonly string[])[] = [
  ['provider', 'user_id'],
  ['date', '_id'],
  ['user_id'],
  ['clientID'],
  ['name'],
  ['key'],
  ['_id'],
  ['id'],
];

/**
 * identities: the first is the user's own, the others are linked (section 4.1). callbacks: the first is `callback`
 * (section 6). logs: oldest first, or as sorted (section 9).
 */
const orderedFields: ReadonlySet<string> = new Set(['identities', 'callbacks', 'logs']);

/** Lists of users are paged, and a page is a part of an order (section 3); so are those of log entries. */
const orderedIdentities: ReadonlySet<string> = new Set(['user_id', 'date _id']);

export interface ListRule {
  /** Undefined: the items have no names, and are compared as they are. */
  readonly keys: readonly string[] | undefined;
  readonly ordered: boolean;
}

/** @param field name of the field that holds the list; empty for a body that is one */
export function listRule(
  field: string,
  control: readonly unknown[],
  candidate: readonly unknown[],
): ListRule {
  const keys = identityKeys.find((each) => haveAll(control, each) && haveAll(candidate, each));
  const ordered =
    orderedFields.has(field) || (field === '' && keys !== undefined && orderedIdentities.has(keys.join(' ')));
  return { keys: control.length + candidate.length === 0 ? undefined : keys, ordered };
}

/** The name of an item by these keys. */
export function identityOf(item: unknown, keys: readonly string[]): string {
  const fields = item as Readonly<Record<string, unknown>>;
  const [first, second] = keys;
  const name = String(fields[first ?? '']);
  return second === undefined ? name : `${name}|${String(fields[second])}`;
}

function haveAll(items: readonly unknown[], keys: readonly string[]): boolean {
  return items.every(
    (item) => typeof item === 'object' && item !== null && keys.every((key) => isName((item as never)[key])),
  );
}

function isName(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
