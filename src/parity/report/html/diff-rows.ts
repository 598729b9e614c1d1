import { contentOf } from '../../compare/compare-replies.js';
import { isJsonObject, type JsonObject } from '../../../syntax/json-object.js';
import { namesOf } from '../../compare/compare-values.js';
import type { Cause, ExplainedDifference } from '../../compare/explain-differences.js';
import { listRule } from '../../compare/list-rules.js';
import type { RecordedReply } from '../../recording.js';
import { unwrapped } from '../../script-in.js';

/** One line of the two replies, side by side. */
export interface DiffRow {
  /** Undefined: this side has no such line. */
  readonly control: string | undefined;
  readonly candidate: string | undefined;
  /** Cause of the difference; undefined if there is none. */
  readonly cause: Cause | undefined;
}

type Pair = readonly [unknown, unknown];

interface Place {
  /** As `Difference.path`, but empty for the body. */
  readonly path: string;
  readonly indent: string;
  /** Name of the field; undefined for the body and for an item of a list. */
  readonly name: string | undefined;
  /** Cause of the difference that includes this place. */
  readonly cause: Cause | undefined;
}

/** Stands for a value that this side does not have. */
const nothing = Symbol('nothing');

/** A one-sided value with more lines than this is shown in one line. */
const mostAlone = 12;

/**
 * Lays out two replies side by side, as they were compared: fields and list items are paired by name, so that only
 * differences face each other. Pure.
 */
export function diffRows(
  replies: { readonly control: RecordedReply; readonly candidate: RecordedReply },
  differences: readonly ExplainedDifference[],
): DiffRow[] {
  const [control, candidate] = unwrapped([replies.control, replies.candidate]);
  const causes = new Map(differences.map(({ path, cause }) => [path, cause]));
  const rows: DiffRow[] = [
    { control: `${control.status}`, candidate: `${candidate.status}`, cause: causes.get('@status') },
    ...headerRows([control, candidate], causes),
    { control: '', candidate: '', cause: undefined },
  ];
  const body: Pair = [control, candidate].map(({ body: each }) =>
    each === undefined ? nothing : contentOf(each),
  ) as unknown as Pair;
  writePair({ path: '', indent: '', name: undefined, cause: undefined }, body, { rows, causes });
  return rows;
}

function headerRows(
  [control, candidate]: readonly [RecordedReply, RecordedReply],
  causes: ReadonlyMap<string, Cause>,
): DiffRow[] {
  const causeOf: Readonly<Record<string, Cause | undefined>> = {
    'content-type': causes.get('@type'),
    'content-encoding': causes.get('@encoding'),
    'link-name': causes.get('@link-form.name'),
    link: [...causes].find(([path]) => path.startsWith('@link'))?.[1],
  };
  const names = [...new Set([control, candidate].flatMap(({ headers }) => Object.keys(headers)))];
  const line = (name: string, { headers }: RecordedReply): string | undefined =>
    headers[name] === undefined ? undefined : `${name}: ${headers[name]}`;
  return names.map((name) => ({
    control: line(name, control),
    candidate: line(name, candidate),
    cause: causeOf[name],
  }));
}

interface Sheet {
  readonly rows: DiffRow[];
  readonly causes: ReadonlyMap<string, Cause>;
}

function writePair(place: Place, [a, b]: Pair, sheet: Sheet): void {
  const cause = place.cause ?? sheet.causes.get(place.path === '' ? '.' : place.path);
  const at = { ...place, cause };
  if (a === nothing || b === nothing)
    writeAlone(at, a === nothing ? b : a, { side: a === nothing ? 1 : 0, sheet });
  else if (Array.isArray(a) && Array.isArray(b)) writeLists(at, [a, b], sheet);
  else if (isJsonObject(a) && isJsonObject(b)) writeFields(at, [a, b], sheet);
  else {
    const [left, right] = [a, b].map((value) => linesOf(at, value)) as [string[], string[]];
    for (let n = 0; n < Math.max(left.length, right.length); n += 1)
      sheet.rows.push({ control: left[n], candidate: right[n], cause });
  }
}

function writeFields(place: Place, [a, b]: readonly [JsonObject, JsonObject], sheet: Sheet): void {
  writeBoth(sheet, `${headOf(place)}{`, undefined);
  // A difference of this value includes each field below.
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const path = place.path === '' ? name : `${place.path}.${name}`;
    const inner = {
      path,
      indent: `${place.indent}  `,
      name,
      cause: place.cause,
    };
    writePair(inner, [valueIn(a, name), valueIn(b, name)], sheet);
  }
  writeBoth(sheet, `${place.indent}}`, undefined);
}

function valueIn(fields: JsonObject, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : nothing;
}

/** The length or the order of a list is marked at its beginning, not at its items. */
function writeLists(
  place: Place,
  lists: readonly [readonly unknown[], readonly unknown[]],
  sheet: Sheet,
): void {
  writeBoth(sheet, `${headOf(place)}[`, place.cause);
  for (const { name, pair } of itemPairs(place.name ?? '', lists))
    writePair(
      { path: `${place.path}[${name}]`, indent: `${place.indent}  `, name: undefined, cause: undefined },
      pair,
      sheet,
    );
  writeBoth(sheet, `${place.indent}]`, undefined);
}

function itemPairs(
  field: string,
  [a, b]: readonly [readonly unknown[], readonly unknown[]],
): { name: string; pair: Pair }[] {
  const [namesA, namesB] = itemNames(field, [a, b]);
  const left = new Map<string, { readonly items: unknown[]; used: number }>();
  b.forEach((item, n) => {
    const name = namesB[n] ?? '';
    const same = left.get(name);
    if (same === undefined) left.set(name, { items: [item], used: 0 });
    else same.items.push(item);
  });
  const pairs = a.map((item, n) => {
    const name = namesA[n] ?? '';
    const others = left.get(name);
    if (others === undefined || others.used === others.items.length)
      return { name, pair: [item, nothing] as Pair };
    return { name, pair: [item, others.items[others.used++]] as Pair };
  });
  const alone = [...left].flatMap(([name, { items, used }]) =>
    items.slice(used).map((item) => ({ name, pair: [nothing, item] as Pair })),
  );
  return [...pairs, ...alone];
}

/** The names by which the comparison matched the items. */
function itemNames(
  field: string,
  lists: readonly [readonly unknown[], readonly unknown[]],
): readonly [string[], string[]] {
  const { keys } = listRule(field, ...lists);
  const [a, b] = lists.map((list) => keys && namesOf(list, keys));
  if (a !== undefined && b !== undefined) return [a, b];
  const byPlace = lists.flat().some((item) => typeof item === 'object');
  const named = (list: readonly unknown[]): string[] =>
    list.map((item, n) => (byPlace ? String(n) : String(item)));
  return [named(lists[0]), named(lists[1])];
}

function writeAlone(
  place: Place,
  value: unknown,
  { side, sheet }: { readonly side: 0 | 1; readonly sheet: Sheet },
): void {
  const pretty = linesOf(place, value);
  const lines = pretty.length > mostAlone ? [`${headOf(place)}${JSON.stringify(value)}`] : pretty;
  for (const line of lines)
    sheet.rows.push({
      control: side === 0 ? line : undefined,
      candidate: side === 1 ? line : undefined,
      cause: place.cause,
    });
}

/** The text before the value. */
function headOf({ indent, name }: Place): string {
  return name === undefined ? indent : `${indent}${JSON.stringify(name)}: `;
}

function linesOf(place: Place, value: unknown): string[] {
  // A body that is not JSON is shown as received.
  if (place.path === '' && typeof value === 'string') return value.split('\n');
  return `${headOf(place)}${JSON.stringify(value, null, 2)}`
    .split('\n')
    .map((line, n) => (n === 0 ? line : `${place.indent}${line}`));
}

function writeBoth({ rows }: Sheet, line: string, cause: Cause | undefined): void {
  rows.push({ control: line, candidate: line, cause });
}
