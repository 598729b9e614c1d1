/**
 * How the items of a v1 list are identified, and where their order is part of the contract. The sources are in the
 * facts of v1: clients look up connections and rules by name, not by position.
 */

/** The first of these that all items have. A log entry has a `user_id` too, but is identified by its `_id`. */
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
 * A list in a record is in the order in which it was written, and clients rely on it: identities begin with the
 * user's own (section 4.1), callbacks with `callback` (section 6), logs with the oldest or as sorted (section 9).
 * Only the application knows what a list in metadata means. Scopes are a set (RFC 6749, section 3.3).
 */
const sets: ReadonlySet<string> = new Set(['scope']);

/** Lists of users and of log entries are paged, and a page is part of an order (section 3). */
const orderedIdentities: ReadonlySet<string> = new Set(['user_id', 'date _id']);

export interface ListRule {
  /** Undefined: the items have no names, and are compared by value. */
  readonly keys: readonly string[] | undefined;
  readonly ordered: boolean;
}

/** @param field name of the field that holds the list; empty for a list in a list, undefined if the body is the list */
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

/** The name of an item, from the values of these keys. */
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
