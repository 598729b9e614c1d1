import type { JsonValue } from '../json-value.js';
import type { LuceneBound } from './tree.js';

/** A range without its field. */
export interface LuceneRange {
  readonly low?: LuceneBound;
  readonly high?: LuceneBound;
}

interface Period {
  /** Epoch milliseconds, both ends included. */
  readonly start: number;
  readonly end: number;
}

/** Whether a stored value is in a range: times and numbers by value, other texts by code units. */
export function inRange(leaf: JsonValue, range: LuceneRange, isDate: boolean): boolean {
  if (isDate) return typeof leaf === 'string' && dateInRange(Date.parse(leaf), range);
  if (typeof leaf === 'number') {
    return (
      (range.low === undefined || isAbove(leaf, Number(range.low.text), range.low.inclusive)) &&
      (range.high === undefined || isAbove(Number(range.high.text), leaf, range.high.inclusive))
    );
  }
  if (typeof leaf !== 'string') return false;
  return (
    (range.low === undefined || isAbove(leaf, range.low.text, range.low.inclusive)) &&
    (range.high === undefined || isAbove(range.high.text, leaf, range.high.inclusive))
  );
}

function isAbove<T extends string | number>(high: T, low: T, inclusive: boolean): boolean {
  return inclusive ? high >= low : high > low;
}

/** A partial date means its whole period: `TO 2018-01-01]` includes that day, `TO 2018-01-01}` does not. */
function dateInRange(time: number, range: LuceneRange): boolean {
  const low = range.low === undefined ? undefined : period(range.low.text);
  const high = range.high === undefined ? undefined : period(range.high.text);
  if (range.low !== undefined && low === undefined) return false;
  if (range.high !== undefined && high === undefined) return false;
  if (low !== undefined && !(range.low?.inclusive === true ? time >= low.start : time > low.end))
    return false;
  return high === undefined || (range.high?.inclusive === true ? time <= high.end : time < high.start);
}

function period(text: string): Period | undefined {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (match === null) {
    const time = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
    return Number.isNaN(time) ? undefined : { start: time, end: time };
  }
  const [, year = '', month, day] = match;
  const start = Date.UTC(Number(year), Number(month ?? '1') - 1, Number(day ?? '1'));
  const next = Date.UTC(
    Number(year) + (month === undefined ? 1 : 0),
    Number(month ?? '1') - 1 + (month !== undefined && day === undefined ? 1 : 0),
    Number(day ?? '1') + (day === undefined ? 0 : 1),
  );
  return { start, end: next - 1 };
}
