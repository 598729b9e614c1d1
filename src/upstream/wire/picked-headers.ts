/** The header fields of an answer that are read anywhere here. */
const names = [
  'date',
  'retry-after',
  'transfer-encoding',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
] as const;

type Name = (typeof names)[number];

/** A repeated field is an array. */
export type WireHeaders = Readonly<Partial<Record<Name, string | string[]>>>;

const lengths = new Set<number>(names.map((name) => name.length));
const isRead: ReadonlySet<string> = new Set(names);

/**
 * Picks these fields from an answer's head. Decoding the whole head costs 2 µs of a request (test/bench/README.md).
 *
 * @param raw names and values in turn, as received
 */
export function pickHeaders(raw: readonly Buffer[]): WireHeaders {
  const picked: Partial<Record<Name, string | string[]>> = {};
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [spelled, value] = [raw[at] as Buffer, raw[at + 1] as Buffer];
    if (!lengths.has(spelled.length)) continue;
    const name = spelled.toString('latin1').toLowerCase();
    if (isRead.has(name)) picked[name as Name] = joined(picked[name as Name], value.toString('latin1'));
  }
  return picked;
}

/** A field that is a whole number; one that occurs twice is ignored. */
export function readCount(value: WireHeaders[Name]): number | undefined {
  return typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : undefined;
}

function joined(before: string | string[] | undefined, value: string): string | string[] {
  if (before === undefined) return value;
  return typeof before === 'string' ? [before, value] : [...before, value];
}
