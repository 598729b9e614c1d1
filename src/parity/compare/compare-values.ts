import { isJsonObject, type JsonObject } from '../../syntax/json-object.js';
import type { Difference, DifferenceKind } from './difference.js';
import { identityOf, listRule } from './list-rules.js';

type List = readonly unknown[];

/** The path to a value, from the inside out. It becomes a text only when a difference is reported. */
interface Place {
  readonly up: Place | undefined;
  readonly name: string;
  /** True for an item of a list, false for a field. */
  readonly item: boolean;
}

/** Finds all differences of two JSON values; list items are matched by name. Pure. */
export function compareValues(control: unknown, candidate: unknown): Difference[] {
  const found: Difference[] = [];
  compareAt(undefined, [control, candidate], found);
  return found;
}

function compareAt(place: Place | undefined, [a, b]: readonly [unknown, unknown], found: Difference[]): void {
  if (a === b) return;
  if (Array.isArray(a) && Array.isArray(b)) {
    compareLists(place, [a, b], found);
    return;
  }
  if (isJsonObject(a) && isJsonObject(b)) {
    compareFields(place, [a, b], found);
    return;
  }
  tell(found, { place, kind: kindOf(a, b), control: a, candidate: b });
}

function compareFields(
  place: Place | undefined,
  [a, b]: readonly [JsonObject, JsonObject],
  found: Difference[],
): void {
  for (const name of Object.keys(a)) {
    const control = a[name];
    if (Object.hasOwn(b, name)) {
      const candidate = b[name];
      if (control !== candidate) compareAt({ up: place, name, item: false }, [control, candidate], found);
      continue;
    }
    tell(found, {
      place: { up: place, name, item: false },
      kind: control === null ? 'null-vs-absent' : 'missing',
      control,
    });
  }
  for (const name of Object.keys(b)) {
    if (Object.hasOwn(a, name)) continue;
    const candidate = b[name];
    tell(found, {
      place: { up: place, name, item: false },
      kind: candidate === null ? 'absent-vs-null' : 'extra',
      candidate,
    });
  }
}

function compareLists(place: Place | undefined, [a, b]: readonly [List, List], found: Difference[]): void {
  if (a.length !== b.length) tell(found, { place, kind: 'length', control: a.length, candidate: b.length });
  const { keys, ordered } = listRule(nameOf(place), a, b);
  if (keys !== undefined && inPlace([a, b], keys)) {
    for (const [n, item] of a.entries()) {
      const name = identityOf(item, keys);
      compareAt({ up: place, name, item: true }, [item, b[n]], found);
    }
    return;
  }
  const [namesA, namesB] = keys === undefined ? [] : [namesOf(a, keys), namesOf(b, keys)];
  if (namesA !== undefined && namesB !== undefined)
    compareNamed(place, { a, b, namesA, namesB, ordered }, found);
  else if ([...a, ...b].some((item) => typeof item === 'object')) comparePositions(place, [a, b], found);
  else compareTexts(place, { a, b, ordered }, found);
}

/** Whether each item has its partner at the same index, as is usual: no lookup is needed then. */
function inPlace([a, b]: readonly [List, List], keys: readonly string[]): boolean {
  return (
    a.length === b.length &&
    a.every((item, n) => keys.every((key) => (item as JsonObject)[key] === (b[n] as JsonObject)[key]))
  );
}

interface NamedLists {
  readonly a: List;
  readonly b: List;
  readonly namesA: readonly string[];
  readonly namesB: readonly string[];
  readonly ordered: boolean;
}

function compareNamed(place: Place | undefined, lists: NamedLists, found: Difference[]): void {
  const { a, b, namesA, namesB, ordered } = lists;
  const at = (name: string): Place => ({ up: place, name, item: true });
  const placesB = new Map(namesB.map((name, n) => [name, n]));
  const shared: number[] = [];
  namesA.forEach((name, n) => {
    const other = placesB.get(name);
    if (other === undefined) tell(found, { place: at(name), kind: 'missing', control: a[n] });
    else {
      shared.push(other);
      compareAt(at(name), [a[n], b[other]], found);
    }
  });
  if (shared.length < b.length) {
    const known = new Set(namesA);
    namesB.forEach((name, n) => {
      if (!known.has(name)) tell(found, { place: at(name), kind: 'extra', candidate: b[n] });
    });
  }
  if (ordered && shared.some((other, n) => other < (shared[n - 1] ?? -1)))
    tell(found, { place, kind: 'order', control: namesA, candidate: namesB });
}

/** Items without distinct names are compared by index. */
function comparePositions(
  place: Place | undefined,
  [a, b]: readonly [List, List],
  found: Difference[],
): void {
  for (let n = 0; n < Math.max(a.length, b.length); n += 1) {
    const at = { up: place, name: String(n), item: true };
    if (n >= b.length) tell(found, { place: at, kind: 'missing', control: a[n] });
    else if (n >= a.length) tell(found, { place: at, kind: 'extra', candidate: b[n] });
    else compareAt(at, [a[n], b[n]], found);
  }
}

/** For texts, numbers and flags: what one list has more often, and whether the rest is in the same order. */
function compareTexts(
  place: Place | undefined,
  { a, b, ordered }: { readonly a: List; readonly b: List; readonly ordered: boolean },
  found: Difference[],
): void {
  const at = (value: unknown): Place => ({ up: place, name: String(value), item: true });
  const [inB, inA] = [countsOf(b), countsOf(a)];
  const [sharedA, aloneA] = parted(a, inB);
  const [sharedB, aloneB] = parted(b, inA);
  for (const value of aloneA) tell(found, { place: at(value), kind: 'missing', control: value });
  for (const value of aloneB) tell(found, { place: at(value), kind: 'extra', candidate: value });
  if (ordered && sharedA.some((value, n) => value !== sharedB[n]))
    tell(found, { place, kind: 'order', control: a, candidate: b });
}

function countsOf(list: List): Map<unknown, number> {
  const counts = new Map<unknown, number>();
  for (const value of list) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** Splits a list into the values that the other list has as often, and the others. */
function parted(list: List, others: Map<unknown, number>): readonly [shared: unknown[], alone: unknown[]] {
  const [shared, alone]: [unknown[], unknown[]] = [[], []];
  for (const value of list) {
    const left = others.get(value) ?? 0;
    (left === 0 ? alone : shared).push(value);
    if (left > 0) others.set(value, left - 1);
  }
  return [shared, alone];
}

/** Undefined if two items have the same name. */
export function namesOf(list: List, keys: readonly string[]): string[] | undefined {
  const names = list.map((item) => identityOf(item, keys));
  return new Set(names).size === names.length ? names : undefined;
}

function kindOf(a: unknown, b: unknown): DifferenceKind {
  if (typeof a === 'string' && typeof b === 'string') return sameMoment(a, b) ? 'date-format' : 'value';
  if (typeof a === typeof b && (a === null) === (b === null) && Array.isArray(a) === Array.isArray(b))
    return 'value';
  const [text, number] = typeof a === 'string' ? [a, b] : [b, a];
  if (typeof text !== 'string' || typeof number !== 'number') return 'type';
  if (String(number) === text) return 'number-vs-string';
  return momentOf(text) === number ? 'date-format' : 'type';
}

function sameMoment(a: string, b: string): boolean {
  const moment = momentOf(a);
  return moment !== undefined && moment === momentOf(b);
}

/** Only for texts that look like a date: `Date.parse` finds dates in many names. */
function momentOf(text: string): number | undefined {
  if (!/^(?:\d{4}-\d\d-\d\d|[A-Z][a-z]{2}(?:,| [A-Z][a-z]{2}) \d)/.test(text)) return undefined;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? undefined : moment;
}

function nameOf(place: Place | undefined): string | undefined {
  return place?.item === true ? '' : place?.name;
}

function tell(
  found: Difference[],
  { place, ...rest }: Omit<Difference, 'path' | 'field'> & { place: Place | undefined },
): void {
  const way: Place[] = [];
  for (let at = place; at !== undefined; at = at.up) way.unshift(at);
  const path = way.map(({ name, item }, n) => (item ? `[${name}]` : n === 0 ? name : `.${name}`)).join('');
  const field = way
    .filter(({ item }) => !item)
    .map(({ name }) => name)
    .join('.');
  found.push({ path: path === '' ? '.' : path, field: field === '' ? '.' : field, ...rest });
}
