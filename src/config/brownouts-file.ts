import { z } from 'zod';
import { readListFile, type ListPlace } from './list-file.js';
import { readMoment } from './moment.js';

/** A time in which v1 requests are refused on purpose, so that people who depend on v1 notice before its end. */
export interface Brownout {
  /** Where it is written, `file:line:column`. */
  readonly place: string;
  /** Milliseconds since the epoch; infinite where not given. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds of the day in UTC, within that time; where `to` is before `from`, it goes over midnight. */
  readonly daily: { readonly from: number; readonly to: number } | undefined;
  /** Entry ids and `folder.*`; undefined: all routes. */
  readonly routes: readonly string[] | undefined;
  /** Client ids; undefined: all callers. */
  readonly clients: readonly string[] | undefined;
  /** Share of the requests, more than 0 and at most 1. */
  readonly share: number;
  /** Shown in the error. */
  readonly reason: string;
}

const word = z.string('must be a text').min(1, 'must not be empty');
const moment = word.refine(
  (text) => readMoment(text) !== undefined,
  'must be a day such as 2027-03-31, or a time in UTC such as 2027-03-31T12:00Z',
);
const time = z
  .string('must be a time of the day in UTC such as 09:30')
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the day in UTC such as 09:30');
const names = z.array(word, 'must be a list').min(1, 'must not be empty; leave it out for all');
const row = z.strictObject({
  from: moment.optional(),
  to: moment.optional(),
  daily: z.strictObject({ from: time, to: time }, 'must be a map with from and to').optional(),
  routes: names.optional(),
  clients: names.optional(),
  share: z.number('must be a number').gt(0, 'must be more than 0').max(1, 'must be at most 1').optional(),
  reason: word.max(500, 'must have at most 500 letters').regex(/^\P{C}*$/u, 'must be one line'),
});
type Row = z.output<typeof row>;

/**
 * Reads the list of brownouts, YAML or JSON.
 *
 * @throws ConfigError with `file:line:column sentence` for every fault
 */
export function readBrownoutsFile(path: string): Brownout[] {
  return readListFile({
    path,
    row,
    words: { many: 'brownouts', one: 'brownout', needs: 'from and to, or daily, and a reason' },
    take: toBrownout,
  });
}

function toBrownout({ daily, routes, clients, share = 1, reason, ...span }: Row, at: ListPlace): Brownout {
  const from = span.from === undefined ? -Infinity : (readMoment(span.from) ?? -Infinity);
  const to = span.to === undefined ? Infinity : (readMoment(span.to) ?? Infinity);
  if (daily === undefined && (span.from === undefined || span.to === undefined))
    at.report('a brownout has from and to, or daily');
  if (from >= to) at.report('to must be after from', 'to');
  if (daily !== undefined && daily.from === daily.to)
    at.report('daily.from and daily.to must differ', 'daily');
  const hours = daily && { from: ofDay(daily.from), to: ofDay(daily.to) };
  return { place: at.place(), from, to, daily: hours, routes, clients, share, reason };
}

function ofDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
}
