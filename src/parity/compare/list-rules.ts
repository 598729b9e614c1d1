/**
 * What tells the items of a v1 list apart, and where their order is part of the contract. Data with its sources in
 * the facts of v1: connections and rules are what clients look up by name, and not by position.
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
 * What stands in a record is in the order in which it was written, which clients rely on: identities begin with the
 * user's own (section 4.1), callbacks with `callback` (section 6), logs with the oldest or as sorted (section 9), and
 * what a list in metadata stands for is known to its application alone. Scopes are a set (RFC 6749, section 3.3).
 */
const sets: ReadonlySet<string> = new Set(['scope']);

/** Lists of users are paged, and a page is a part of an order (section 3); so are those of log entries. */
const orderedIdentities: ReadonlySet<string> = new Set(['user_id', 'date _id']);

export interface ListRule {
  /** Undefined: the items have no names, and are compared as they are. */
  readonly keys: readonly string[] | undefined;
  readonly ordered: boolean;
}

/** @param field name of the field that holds the list, empty for a list in a list; undefined for a body that is one */
export function listRule(
  field: string | undefined,
  control: readonly unknown[],
  candidate: readonly unknown[],
): ListRule {
  const keys = identityKeys.find((each) => haveAll(control, each) && haveAll(candidate, each));
  const ordered =
    field === undefined ? keys !== undefined && orderedIdentities.has(keys.join(' ')) : !sets.has(field);
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
