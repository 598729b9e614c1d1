import type { LoadedMap } from '../../map/load-map.js';
import type { ExplainedDifference, UnmadeWrite } from '../compare/explain-differences.js';
import { matchOf } from '../compare/judge.js';
import { recordIn } from './id-map.js';
import type { Exchange, RecordedReply, RecordedRequest } from '../recording.js';

/**
 * The writes that v1 has made and the candidate has not: left out, failed or refused. What is read afterwards of
 * the same record may differ for this reason alone, which no comparison can know: it stays unexplained.
 */
export interface UnmadeWrites {
  add(exchange: Exchange, why: string): void;
  /** Number of writes so far: only these came before a read that begins now. */
  count(): number;
  /** Marks the unexplained differences of a read that follows such a write on the same record. */
  mark(
    differences: readonly ExplainedDifference[],
    read: { readonly request: RecordedRequest; readonly control: RecordedReply; readonly before: number },
  ): readonly ExplainedDifference[];
}

interface Unmade {
  readonly write: UnmadeWrite;
  readonly number: number;
}

export function createUnmadeWrites(map: Pick<LoadedMap, 'index'>): UnmadeWrites {
  /** The first such write, by the kind of the record and a name of it. */
  const first = new Map<string, Unmade>();
  let count = 0;
  const named = (
    request: RecordedRequest,
    reply: RecordedReply | undefined,
  ): { kind: string; names: string[] } => {
    const { route, slots = {} } = matchOf(map, request) ?? {};
    // The folder of the entry tells what kind of record it is about.
    const kind = route?.id.split('.')[0] ?? '';
    return { kind, names: [...Object.values(slots), ...(reply === undefined ? [] : idsIn(reply))] };
  };
  return {
    add: ({ id, request, reply }, why) => {
      count += 1;
      const { kind, names } = named(request, reply);
      // `DELETE /api/users` names none.
      for (const name of names.length === 0 && request.method === 'DELETE' ? [everyRecord] : names)
        if (!first.has(keyOf(kind, name)))
          first.set(keyOf(kind, name), { write: { id, why }, number: count });
    },
    count: () => count,
    mark: (differences, { request, control, before }) => {
      if (first.size === 0 || differences.length === 0) return differences;
      const { kind, names } = named(request, control);
      const of = (all: readonly string[]): UnmadeWrite | undefined =>
        all
          .map((name) => first.get(keyOf(kind, name)))
          .find((each) => each !== undefined && each.number <= before)?.write;
      const whole = of([...names, everyRecord]);
      const items = differences.map(({ path }) => whole ?? of(itemNames(path)));
      const any = items.find((write) => write !== undefined);
      return differences.map((difference, n) => {
        // The length and the order of a list follow from its items.
        const after = items[n] ?? (isOfList(difference) ? any : undefined);
        return after === undefined || difference.cause.kind !== 'unexplained'
          ? difference
          : { ...difference, after };
      });
    },
  };
}

const everyRecord = '*';

function keyOf(kind: string, name: string): string {
  return `${kind}\n${name}`;
}

/**
 * What names a record, by the first field that it has. A user shows the client of its last login, too, and shares its
 * `name` with others (facts v1, section 4.1).
 */
const naming: readonly (readonly string[])[] = [
  ['user_id', '_id'],
  ['clientID', '_id'],
  ['name', '_id', 'id'],
  ['_id', 'id'],
  ['id'],
];

/** The names of a single record. */
function idsIn(reply: RecordedReply): string[] {
  const fields = recordIn(reply);
  const names = naming.find(([first = '']) => typeof fields[first] === 'string') ?? [];
  return names.map((field) => fields[field]).filter((value) => typeof value === 'string');
}

/** The name of the item at the beginning of a path, as `list-rules.ts` makes it. */
function itemNames(path: string): string[] {
  const name = /^\[([^\]]*)\]/.exec(path)?.[1];
  return name === undefined ? [] : [name];
}

function isOfList({ path, kind }: ExplainedDifference): boolean {
  return path.startsWith('@link') || (path === '.' && (kind === 'length' || kind === 'order'));
}
