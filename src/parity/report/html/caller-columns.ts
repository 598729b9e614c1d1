import type { CallerCredentials } from '../../clients/caller-tokens.js';
import { compared, noCounts, type Counts, type Summary } from '../summary.js';
import { verdicts } from '../../result.js';
import { counted } from '../../../syntax/counted.js';

/** One caller, or several that share a column. */
export interface CallerColumn {
  /** Short label for narrow columns: A, B, C. */
  readonly letter: string;
  readonly label: string;
  /** Id of the caller, or the number of callers. */
  readonly detail: string;
  readonly counts: Counts;
  readonly countsOf: (callers: ReadonlyMap<string, Counts>) => Counts;
}

const mostColumns = 12;

/** Name of a caller in the report: the client's name, if the clients file has one. */
export function callerName(caller: string, clients: readonly CallerCredentials[]): string {
  const id = caller.replace(/^client:/, '');
  return clients.find(({ clientId }) => clientId === id)?.name ?? (caller === 'none' ? 'no token' : id);
}

/** Columns of the grid: one for each client; users and unknown tokens share theirs. */
export function callerColumns(
  routes: Summary['routes'],
  clients: readonly CallerCredentials[],
): CallerColumn[] {
  const kinds = new Map<string, Set<string>>();
  for (const { callers } of routes.values())
    for (const caller of callers.keys()) {
      const kind = /^(?:user|token):/.exec(caller)?.[0] ?? caller;
      kinds.set(kind, (kinds.get(kind) ?? new Set()).add(caller));
    }
  const columns = [...kinds].map(([kind, callers]) =>
    columnOf(callers, namedBy(kind, callers.size, clients)),
  );
  const sorted = columns.sort((a, b) => totalOf(b.counts) - totalOf(a.counts));
  const shown = sorted.length > mostColumns ? together(sorted) : sorted;
  return shown.map((column, n) => ({ ...column, letter: String.fromCharCode(65 + n) }));

  function columnOf(
    callers: ReadonlySet<string>,
    named: Pick<CallerColumn, 'label' | 'detail'>,
  ): CallerColumn {
    const countsOf: CallerColumn['countsOf'] = (found) =>
      sum([...found].flatMap(([caller, counts]) => (callers.has(caller) ? [counts] : [])));
    const counts = sum([...routes.values()].map((row) => countsOf(row.callers)));
    return { letter: '', ...named, counts, countsOf };
  }

  function together(all: readonly CallerColumn[]): CallerColumn[] {
    const rest = all.slice(mostColumns - 1);
    const countsOf: CallerColumn['countsOf'] = (found) => sum(rest.map((each) => each.countsOf(found)));
    const counts = sum(rest.map((each) => each.counts));
    const others = { letter: '', label: 'others', detail: counted(rest.length, 'caller'), counts, countsOf };
    return [...all.slice(0, mostColumns - 1), others];
  }
}

function namedBy(
  kind: string,
  count: number,
  clients: readonly CallerCredentials[],
): Pick<CallerColumn, 'label' | 'detail'> {
  if (kind === 'user:') return { label: 'users', detail: `${count} with id_tokens` };
  if (kind === 'token:') return { label: 'unknown tokens', detail: String(count) };
  const [label, id] = [callerName(kind, clients), kind.replace(/^client:/, '')];
  return { label, detail: label === id || kind === 'none' ? '' : id };
}

function sum(all: readonly Counts[]): Counts {
  const total = noCounts();
  for (const counts of all) for (const verdict of verdicts) total[verdict] += counts[verdict];
  return total;
}

function totalOf(counts: Counts): number {
  return compared(counts) + counts.failed + counts['left-out'];
}
